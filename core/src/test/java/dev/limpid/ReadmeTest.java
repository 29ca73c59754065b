package dev.limpid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.limpid.io.Images;
import dev.limpid.metric.Psnr;
import dev.limpid.tensor.Scope;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's lines of Java compile, run, and do what they say. */
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Path ROOT = Path.of(System.getProperty("limpid.root", ".."));

    @TempDir
    private Path folder;

    @Test
    void theLinesOfJavaRestoreTheSample() throws Exception {
        String lines = javaOf(Files.readString(ROOT.resolve("README.md")));
        Path restored = folder.resolve("restored.png");
        Path sample = ROOT.resolve("samples/chelsea.png").toAbsolutePath();

        compile(lines.replace("samples/chelsea.png", sample.toString().replace('\\', '/'))
                .replace("restored.png", restored.toString().replace('\\', '/')));
        try (var loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass("Example").getMethod("run").invoke(null);
        }

        try (var scope = Scope.open()) {
            double psnr = new Psnr()
                    .of(Images.read(restored).pixels(), Images.read(sample).pixels())[0];
            assertThat(psnr).as("PSNR of what the README's example restores").isGreaterThan(26);
        }
    }

    private static String javaOf(String readme) {
        Matcher m = JAVA.matcher(readme);
        assertThat(m.find()).as("a block of Java in the README").isTrue();
        return m.group(1);
    }

    /** Every package of the library that has classes. */
    private static Set<String> packages() throws IOException {
        Path sources = ROOT.resolve("core/src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file).getParent().toString().replace(File.separatorChar, '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private void compile(String lines) throws Exception {
        String imports = packages().stream()
                .map(p -> "import " + p + ".*;")
                .collect(Collectors.joining("\n", "", "\nimport java.nio.file.*;\n"));
        Path source = folder.resolve("Example.java");
        Files.writeString(
                source,
                imports + "public class Example { public static void run() throws Exception {\n" + lines + "}}");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(status).as("the README's Java compiles").isZero();
    }
}
