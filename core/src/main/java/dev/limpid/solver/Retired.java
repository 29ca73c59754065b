package dev.limpid.solver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a record of settings: those that it had once, which records of runs from before may still name. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Retired {
    String[] value();
}
