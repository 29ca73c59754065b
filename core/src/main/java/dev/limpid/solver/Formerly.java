package dev.limpid.solver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a setting that came later: the value that stands for it in records of runs from before, so that they give the same bytes. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Formerly {
    /** As users give it. */
    String value();
}
