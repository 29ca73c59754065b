package dev.limpid.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.limpid.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The program parses options and prints; the library does everything else. */
class ArchitectureTest {
    private static final int LEAST_CLASSES = 60;
    private static final int LEAST_CLASSES_OF_THE_SERVER = 20;
    private static final int MOST_FILES = 30;

    private static final JavaClasses CLI = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.limpid.cli");

    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.limpid.server");

    @Test
    void sawTheWholeProgram() {
        assertThat(CLI.size()).isGreaterThanOrEqualTo(LEAST_CLASSES);
        assertThat(SERVER.size()).isGreaterThanOrEqualTo(LEAST_CLASSES_OF_THE_SERVER);
    }

    @Test
    void theServerComputesNothingAndKnowsNoCommandLine() {
        noClasses()
                .should()
                .callMethodWhere(target(owner(HasName.Predicates.name(Tensor.class.getName()))))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage("dev.limpid.nn..", "dev.limpid.cli..", "picocli.."))
                .check(SERVER);
    }

    @Test
    void computesNothing() {
        noClasses()
                .should()
                .callMethodWhere(target(owner(HasName.Predicates.name(Tensor.class.getName()))))
                .orShould()
                .dependOnClassesThat(resideInAPackage("dev.limpid.nn.."))
                .check(CLI);
    }

    @Test
    void aRoomKnowsTheProgramOnlyThroughItsOptionsAndItsConsole() {
        slices().matching("dev.limpid.cli.(*)..").should().beFreeOfCycles().check(CLI);
        noClasses()
                .that()
                .resideInAPackage("dev.limpid.cli.*..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.limpid.cli"))
                .check(CLI);
    }

    @Test
    void noRoomIsCrowded() {
        Map<String, Long> files = StreamSupport.stream(CLI.spliterator(), false)
                .filter(c -> c.getEnclosingClass().isEmpty())
                .map(JavaClass::getPackageName)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(files)
                .isNotEmpty()
                .allSatisfy((room, count) -> assertThat(count).as(room).isLessThanOrEqualTo(MOST_FILES));
    }
}
