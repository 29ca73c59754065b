package dev.limpid.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limpid.degradation.Task;
import dev.limpid.degradation.Tasks;
import dev.limpid.operator.ParametricOperator;
import dev.limpid.operator.blur.BlurKernel;
import dev.limpid.operator.blur.Boundary;
import dev.limpid.operator.blur.KernelBlur;
import dev.limpid.tensor.Scope;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MethodsTest {
    /** Every solver of the package and of those below it, found among its compiled classes. */
    private static List<Class<?>> solvers() throws IOException, URISyntaxException {
        Path root = Path.of(
                Solver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path below = root.resolve(Solver.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.walk(below)) {
            return files.map(file -> root.relativize(file).toString().replace(File.separatorChar, '.'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                    .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
                    .filter(type -> Solver.class.isAssignableFrom(type)
                            && !type.isInterface()
                            && !Modifier.isAbstract(type.getModifiers()))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Solver.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new LinkageError(name, e);
        }
    }

    @Test
    void holdTheMethodOfEverySolver() throws ReflectiveOperationException, IOException, URISyntaxException {
        List<Class<?>> solvers = solvers();
        assertThat(solvers).contains(Dmilo.class).hasSize(Methods.ALL.size());
        for (Class<?> solver : solvers) {
            Object method = solver.getField("METHOD").get(null);
            assertThat(Methods.ALL.stream().anyMatch(listed -> listed.equals(method)))
                    .as(solver.getSimpleName() + ".METHOD is in Methods.ALL")
                    .isTrue();
        }
    }

    @Test
    void standInTheOrderOfTheirNamesWhichAreTheirOwn() {
        assertThat(Methods.ALL)
                .isSortedAccordingTo(Comparator.comparing((Method<?> method) -> method.name()))
                .extracting(Method::name)
                .doesNotHaveDuplicates();
    }

    @Test
    void areFoundByTheirNames() {
        for (Method<?> method : Methods.ALL) {
            assertThat((Object) Methods.named(method.name())).isSameAs(method);
        }
        String known = Methods.ALL.stream().map(Method::name).collect(Collectors.joining(", "));
        assertThatThrownBy(() -> Methods.named("DMILO"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown solver 'DMILO': did you mean 'dmilo'? known are " + known);
        assertThatThrownBy(() -> Methods.named("unheard-of"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown solver 'unheard-of': " + known);
    }

    @Test
    void areFoundByTheirTasks() {
        assertThat(Methods.forTask("blind-deblur"))
                .extracting(Method::name)
                .containsExactly(
                        "blind-dps",
                        "blind-hqs",
                        "blind-pgd",
                        "dmilo-blind",
                        "dmilo-pgd-blind",
                        "dmplug-blind",
                        "ilvr-blind");
        assertThat(Methods.forTask("nonlinear-deblur"))
                .extracting(Method::name)
                .contains("daps", "dmilo", "dmilo-pgd", "dps", "fast-dips", "inverted-response", "sitcom", "subdaps")
                .doesNotContain("dcps", "ddrm", "dpir", "hqs");
        assertThat(Methods.forTask("turbulence"))
                .extracting(Method::name)
                .containsExactly("dmilo-blind", "dmilo-pgd-blind", "dmplug-blind");
        assertThat(Methods.forTask("nothing")).isEmpty();
    }

    /** Without one, a picture of that task could be restored by no method. */
    @Test
    void leaveNoTaskWithoutAMethodWithAPrior() {
        for (Task task : Tasks.ALL) {
            assertThat(Methods.forTask(task.name())).as(task.name()).anyMatch(Method::usesPrior);
        }
    }

    @Test
    void aMethodsNameHasSmallLettersDigitsAndHyphens() {
        Method<Dps.Config> dps = Dps.METHOD;

        assertThatThrownBy(() -> Method.of("DPS", dps.title(), dps.needs(), dps.settings(), Dps::new, dps.presets()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a method's name has small letters, digits and hyphens, got DPS");
    }

    @Test
    void refuseTheSettingsOfAnotherAndAPriorThatIsMissing() {
        assertThatThrownBy(() -> Dps.METHOD.solver(Cases.gaussian(), Cases.small(Ddrm.METHOD)))
                .isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> Dps.METHOD.withoutPrior(Cases.small(Dps.METHOD)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("dps needs a prior");
    }

    /** A known blur is also a blur, and blind solvers would seek what is there. */
    @Test
    void thoseThatSeekTheOperatorRefuseOneThatIsKnown() {
        try (var scope = Scope.open()) {
            var unknown = KernelBlur.same(Boundary.REFLECT, 3, 8, 8);
            ParametricOperator known = unknown.with(BlurKernel.gaussian(3, 1));
            List<Method<?>> blind =
                    Methods.ALL.stream().filter(Method::seeksOperator).toList();
            assertThat(blind).hasSizeGreaterThan(4);
            String names = blind.stream().map(Method::name).collect(Collectors.joining("|"));

            assertThat(blind).allSatisfy(method -> {
                assertThatThrownBy(() -> method.requireTakes(known))
                        .isInstanceOf(IllegalArgumentException.class)
                        .message()
                        .contains("; it is taken by ", "dps")
                        .doesNotContainPattern("taken by .*\\b(" + names + ")\\b");
                method.requireTakes(unknown);
            });
        }
    }
}
