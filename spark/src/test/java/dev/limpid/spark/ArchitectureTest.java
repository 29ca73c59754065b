package dev.limpid.spark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.LibTorch;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The cluster job is a face: it holds no tensor, and takes nothing of the command line but its options. */
class ArchitectureTest {
    private static final int LEAST_CLASSES = 15;

    private static final JavaClasses JOB = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.limpid.spark");

    @Test
    void sawTheWholeJob() {
        assertThat(JOB.size()).isGreaterThanOrEqualTo(LEAST_CLASSES);
    }

    @Test
    void computesNothing() {
        noClasses().should().dependOnClassesThat().areAssignableTo(Tensor.class).check(JOB);
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.limpid.tensor..", "dev.limpid.nn..", "org.bytedeco..")
                        .and(DescribedPredicate.not(belongToAnyOf(Device.class, LibTorch.class, Scope.class))))
                .check(JOB);
    }

    @Test
    void takesNothingOfTheCommandLineButItsOptions() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.limpid.cli..")
                        .and(DescribedPredicate.not(resideInAPackage("dev.limpid.cli.options"))))
                .check(JOB);
    }
}
