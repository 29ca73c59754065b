package dev.limpid;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.resolvers.SelectedClassResolverFromClasspath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the packages of core, and what core never does. */
class ArchitectureTest {
    /** An empty scan must not pass. Raise it as the library grows. */
    private static final int LEAST_CLASSES = 350;

    private static final String ROOT = "dev.limpid";

    /** Which packages a package may know directly; what those may know, it may know too. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("tensor", Set.of()),
            Map.entry("optim", Set.of("tensor")),
            Map.entry("nn", Set.of("tensor")),
            Map.entry("io", Set.of("tensor")),
            Map.entry("prior", Set.of("nn")),
            Map.entry("operator", Set.of("nn")),
            Map.entry("metric", Set.of("nn")),
            Map.entry("checkpoint", Set.of("prior", "io")),
            Map.entry("solver", Set.of("prior", "operator", "optim")),
            Map.entry("training", Set.of("prior", "optim", "io", "checkpoint")),
            Map.entry("degradation", Set.of("operator", "io", "checkpoint")),
            Map.entry("restoration", Set.of("solver", "degradation", "metric")),
            Map.entry("priorcheck", Set.of("training", "metric")),
            Map.entry("job", Set.of("restoration", "io", "checkpoint")),
            Map.entry("experiment", Set.of("job", "metric")));

    /**
     * The packages for other programs: the others, such as {@code nn}, may change with every version. {@code training} and
     * {@code experiment} are for the programs of this project until others ask for them.
     */
    private static final Set<String> EXPORTED = Set.of(
            "tensor", "prior", "checkpoint", "io", "metric", "operator", "solver", "degradation", "restoration", "job");

    /** Packages inside of exported ones, whose classes are reached by name. */
    private static final Set<String> HIDDEN = Set.of(ROOT + ".solver.classical");

    private static final JavaClasses CORE = read();

    private static JavaClasses read() {
        // LibTorch's binding is known by name alone: reading its classes takes ten times as long as the rest.
        ArchConfiguration.get().setClassResolver(SelectedClassResolverFromClasspath.class);
        ArchConfiguration.get().setClassResolverArguments("java", ROOT);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
    }

    @Test
    void sawTheWholeLibrary() {
        assertThat(CORE.size()).isGreaterThanOrEqualTo(LEAST_CLASSES);
    }

    @Test
    void everyPackageHasItsPlaceInTheDesign() {
        assertThat(packages()).isSubsetOf(MAY_KNOW.keySet());
    }

    /** A surface that grows faster than the library cannot be kept. */
    @Test
    void atMostHalfOfAllTypesAreForOthers() {
        List<JavaClass> types = CORE.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .toList();
        List<JavaClass> surface =
                types.stream().filter(ArchitectureTest::isExported).toList();

        assertThat(surface).hasSizeBetween(1, types.size() / 2);
    }

    private static boolean isExported(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && EXPORTED.contains(firstLevel(type))
                && !HIDDEN.contains(type.getPackageName());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void knowsOnlyThePackagesBelow(String name) {
        String[] allowed = Stream.concat(Stream.of(name), below(name).stream())
                .map(p -> ROOT + "." + p + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
                .check(CORE);
    }

    @Test
    void onlyTensorKnowsTheBinding() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".tensor..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.bytedeco.."))
                .check(CORE);
    }

    @Test
    void hasNoCyclesBetweenPackages() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void neitherPrintsNorExits() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(CORE);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = new ArrayList<>();
        for (String name : packages()) {
            JavaPackage p = CORE.getPackage(ROOT + "." + name);
            if (!p.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(name);
            }
        }

        assertThat(unmarked).isEmpty();
    }

    /** First-level packages of the library that hold a class. */
    static Set<String> packages() {
        var names = new LinkedHashSet<String>();
        for (JavaClass c : CORE) {
            names.add(firstLevel(c));
        }
        return names;
    }

    private static String firstLevel(JavaClass c) {
        String rest = c.getPackageName().substring(ROOT.length());
        return rest.isEmpty() ? rest : rest.substring(1).split("\\.", 2)[0];
    }

    private static Set<String> below(String name) {
        var all = new LinkedHashSet<String>();
        for (String direct : MAY_KNOW.getOrDefault(name, Set.of())) {
            all.add(direct);
            all.addAll(below(direct));
        }
        return all;
    }
}
