package dev.limpid.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The jar that is submitted. */
class PackagedIT {
    private static final Path JAR = Spark.built();

    @Test
    void holdsNothingThatSparkHas() throws IOException {
        try (var jar = new JarFile(JAR.toFile())) {
            List<String> names = jar.stream().map(entry -> entry.getName()).toList();
            assertThat(names).contains("dev/limpid/spark/Submit.class", "dev/limpid/cli/options/SolverOptions.class");
            assertThat(names)
                    .noneMatch(name -> name.matches("(com/fasterxml|org/yaml|org/slf4j|org/apache/spark|scala)/.*"));
            assertThat(names)
                    .noneMatch(name -> name.startsWith("dev/limpid/cli/")
                            && !name.contains("/options/")
                            && name.endsWith(".class"));
        }
    }

    @Test
    void theLicenceOfEveryPartIsNamed() throws IOException {
        try (var jar = new JarFile(JAR.toFile())) {
            String named = new String(
                    jar.getInputStream(jar.getEntry("META-INF/THIRD-PARTY.txt")).readAllBytes(),
                    StandardCharsets.UTF_8);
            assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
            assertThat(jar.stream()
                            .map(entry -> entry.getName())
                            .filter(name -> name.matches("META-INF/maven/.*/pom.properties"))
                            .map(name -> name.split("/", -1)[3])
                            .filter(name -> !name.startsWith("limpid")))
                    .hasSizeGreaterThan(10)
                    .allSatisfy(name -> assertThat(named).containsPattern("(?m)^" + name + " "));
            assertThat(named).contains("picocli");
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .contains(
                            "META-INF/licences/LICENSE-libtorch.txt",
                            "META-INF/licences/LICENSE-openblas.txt",
                            "META-INF/licences/LICENSE-gcc-runtime.txt",
                            "META-INF/licences/LICENSE-libquadmath.txt",
                            "META-INF/licences/LICENSE-libwebp.txt");
        }
    }
}
