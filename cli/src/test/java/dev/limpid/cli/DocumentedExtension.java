package dev.limpid.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The file and the line of a page on adding something, compiled in front of the library.
 *
 * @param folder for sources and classes, and for the files of whoever uses them
 */
record DocumentedExtension(Path folder) {
    private static final Path ROOT = Path.of(System.getProperty("limpid.root", ".."));
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    /**
     * Compiles a page's two blocks of Java.
     *
     * @param type the class in the first block; the second one is its line
     * @param list the source file with the list that gets the line
     */
    DocumentedExtension compile(String page, String type, String list) throws IOException {
        List<String> blocks = blocks(Files.readString(ROOT.resolve("docs").resolve(page)));
        String source = Files.readString(ROOT.resolve("core/src/main/java").resolve(list));
        String begin = "List.of(\n";
        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(1).lines()).hasSize(1);
        assertThat(source).containsOnlyOnce(begin);
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path file = Files.writeString(sources.resolve(type + ".java"), blocks.get(0));
        Path longer = Files.writeString(
                sources.resolve(Path.of(list).getFileName()), source.replace(begin, begin + blocks.get(1)));
        compile(file, longer);
        return this;
    }

    private void compile(Path... files) throws IOException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK is needed");
        var messages = new StringWriter();
        List<String> options = List.of(
                "-Xlint:all", "-proc:none", "-d", folder.resolve("classes").toString(), "-cp", CLASS_PATH);
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages, manager, null, options, null, manager.getJavaFileObjects(files))
                    .call();

            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    private static List<String> blocks(String page) {
        return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** Runs a main method with the folder as its argument, in a process whose list is the longer one. */
    void run(Class<?> uses) throws Exception {
        Process program = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Djava.awt.headless=true",
                        "-cp",
                        folder.resolve("classes") + File.pathSeparator + CLASS_PATH,
                        uses.getName(),
                        folder.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(program.exitValue()).as(said).isZero();
    }
}
