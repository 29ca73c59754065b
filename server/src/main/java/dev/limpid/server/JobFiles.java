package dev.limpid.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The folders of jobs, and the results in them. */
final class JobFiles {
    private static final String ITERATE = "iterate.png";

    private final Path folder;

    /**
     * A file of a result.
     *
     * @param name with the page's folder before it, where the picture has several
     */
    record Result(String name, long bytes) {}

    JobFiles(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Where everything of a job lies. */
    Path folder(String job) {
        return folder.resolve(job);
    }

    Path iterate(String job) {
        return folder(job).resolve(ITERATE);
    }

    /** The engine names a result's folder by the picture's file. */
    private Path results(String job) {
        return folder(job).resolve(Uploads.FILE);
    }

    /** The results of a job by name; hidden files are the engine's own. */
    List<Result> list(String job) throws IOException {
        Path root = results(job);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        var list = new ArrayList<Result>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (!name.startsWith(".") && !name.contains("/.")) {
                    list.add(new Result(name, Files.size(file)));
                }
            }
        }
        return list;
    }

    /** A file of a result, by a name that {@link #list} has and no other. */
    Path file(String job, String name) throws IOException {
        if (list(job).stream().noneMatch(result -> result.name().equals(name))) {
            throw Refusal.notFound("file", name);
        }
        return results(job).resolve(name);
    }

    /** Removes what a job left that was removed when the process died. */
    void begin(Predicate<String> known) throws IOException {
        Folders.removeUnknown(folder, known);
    }

    void remove(String job) throws IOException {
        Folders.remove(folder(job));
    }
}
