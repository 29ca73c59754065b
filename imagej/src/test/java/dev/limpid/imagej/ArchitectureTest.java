package dev.limpid.imagej;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The plugin is a face: it holds no tensor, prints nothing, and names no task and no solver. */
class ArchitectureTest {
    private static final int LEAST_CLASSES = 15;

    private static final JavaClasses PLUGIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.limpid.imagej");

    @Test
    void sawTheWholePlugin() {
        assertThat(PLUGIN.size()).isGreaterThanOrEqualTo(LEAST_CLASSES);
    }

    @Test
    void computesNothing() {
        noClasses().should().dependOnClassesThat().areAssignableTo(Tensor.class).check(PLUGIN);
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.limpid.tensor..", "dev.limpid.nn..", "org.bytedeco..")
                        .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(Device.class))))
                .check(PLUGIN);
    }

    @Test
    void writesToNoConsoleAndEndsNoProcess() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(PLUGIN);
    }

    @Test
    void itsStartKnowsNothingThatNeedsANewerJava() {
        noClasses()
                .that()
                .resideInAPackage("dev.limpid.imagej.start")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.limpid..")
                        .and(DescribedPredicate.not(resideInAPackage("dev.limpid.imagej.start"))))
                .check(PLUGIN);
    }
}
