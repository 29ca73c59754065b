package dev.limpid.job;

import dev.limpid.degradation.Task;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Something that happened while a job ran. The names and fields are those of the JSON events in docs/json-events.md. */
public sealed interface Event {
    /** The name of this kind of event, such as {@code restored}. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The content for machines by key, in order. The values are texts, numbers, and lists and maps of them. */
    Map<String, Object> fields();

    /**
     * The image that an event is about.
     *
     * @param label its name for messages, such as {@code cells.tiff page 2}
     * @param file the picture or {@code measurement.json}
     * @param page its number in the file, from 1, or null if the file holds one picture
     * @param folder the folder of its result, or null if it gets none
     */
    record Image(
            String label,
            Path file,
            @Nullable Integer page,
            @Nullable Path folder) {
        Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("file", file.toString());
            if (page != null) {
                fields.put("page", page);
            }
            if (folder != null) {
                fields.put("folder", folder.toString());
            }
            return fields;
        }

        private Map<String, Object> with(String key, Object value) {
            Map<String, Object> fields = fields();
            fields.put(key, value);
            return fields;
        }
    }

    /** A remark, in one line unless a file's name has several. */
    record Note(String message) implements Event {
        @Override
        public Map<String, Object> fields() {
            return Map.of("message", message);
        }
    }

    /**
     * The cost of all images that are to be restored, before the first of them begins.
     *
     * @param evaluations of the network
     * @param peakMemory bytes of the process, empty where the system does not tell
     */
    record Estimate(int images, long evaluations, double seconds, OptionalLong peakMemory) implements Event {
        @Override
        public Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("images", images);
            fields.put("evaluations", evaluations);
            fields.put("seconds", seconds);
            peakMemory.ifPresent(bytes -> fields.put("memoryBytes", bytes));
            return fields;
        }
    }

    /** An image begins; the events up to the next one of this kind are its own. */
    record Began(Image image, Task task) implements Event {
        @Override
        public String name() {
            return "image";
        }

        @Override
        public Map<String, Object> fields() {
            return image.with("task", task.name());
        }
    }

    /** A solve goes on where an earlier run left it, after {@code outer} outer iterations or reverse steps. */
    record Resumed(int outer) implements Event {
        @Override
        public Map<String, Object> fields() {
            return Map.of("outer", outer);
        }
    }

    /**
     * Some steps of a computation are done. The first event of a computation comes before its first step, and its last one has
     * {@code ended}, whether or not all steps were done.
     *
     * @param activity the name of the computation, such as {@code restoring}
     * @param from the steps that an earlier run did
     * @param done the steps that are done, those of an earlier run among them
     * @param total the steps of the whole computation
     * @param remark a detail, such as {@code loss 0.0123}
     */
    record Progress(String activity, long from, long done, long total, String remark, boolean ended) implements Event {
        @Override
        public Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("done", done);
            fields.put("total", total);
            if (!remark.isEmpty()) {
                fields.put("remark", remark);
            }
            return fields;
        }
    }

    /**
     * The result of an image is complete.
     *
     * @param picture the restored picture, in the depth of the input
     * @param metrics scores by picture and metric; empty without a ground truth
     */
    record Restored(Image image, Path picture, Map<String, Map<String, Double>> metrics) implements Event {
        @Override
        public Map<String, Object> fields() {
            return image.with("metrics", metrics);
        }
    }

    /** A quick result at a smaller scale is there, and the solve begins. */
    record Previewed(Image image, Path picture, double seconds) implements Event {
        @Override
        public Map<String, Object> fields() {
            Map<String, Object> fields = image.with("picture", picture.toString());
            fields.put("seconds", seconds);
            return fields;
        }
    }

    /** An image was finished by an earlier run. */
    record Skipped(Image image) implements Event {
        @Override
        public Map<String, Object> fields() {
            return image.fields();
        }
    }

    /**
     * The job was told to stop while it restored this image.
     *
     * @param picture the estimate that it had reached, or null where there is none
     * @param share of the evaluations that were done, 0 … 1
     */
    record Stopped(Image image, @Nullable Path picture, double share) implements Event {
        @Override
        public Map<String, Object> fields() {
            Map<String, Object> fields = image.with("share", share);
            if (picture != null) {
                fields.put("picture", picture.toString());
            }
            return fields;
        }
    }

    /** An image failed; the job goes on with the others. The message does not name the image. */
    record Failed(Image image, String message) implements Event {
        @Override
        public Map<String, Object> fields() {
            return image.with("message", message);
        }
    }

    /** A row of a manifest is wrong, one of several; none of its images is begun. */
    record Refused(String message) implements Event {
        @Override
        public Map<String, Object> fields() {
            return Map.of("message", message);
        }
    }

    /** A clean picture was degraded, and its measurement written into the image's folder. */
    record Degraded(Image image, Path measurement) implements Event {
        @Override
        public Map<String, Object> fields() {
            return image.fields();
        }
    }

    /** The sample picture was degraded and restored. */
    record Demonstrated(Path folder, Path sideBySide, Map<String, Map<String, Double>> metrics) implements Event {
        @Override
        public Map<String, Object> fields() {
            return Map.of("folder", folder.toString(), "metrics", metrics);
        }
    }

    /** Pictures were drawn from a prior, and put together in a grid. */
    record Sampled(int count, Path folder, Path grid) implements Event {
        @Override
        public Map<String, Object> fields() {
            return Map.of("count", count, "folder", folder.toString());
        }
    }

    /**
     * Pictures for a training were made.
     *
     * @param kind a word for them in the plural, such as {@code kernels}
     */
    record Made(int count, String kind, Path folder) implements Event {
        @Override
        public Map<String, Object> fields() {
            return Map.of("count", count, "kind", kind, "folder", folder.toString());
        }
    }

    /**
     * A recorded run was carried out again.
     *
     * @param files the results of the record
     * @param different those of them that are other bytes now
     * @param changes the changes that may have moved them, each in one line
     */
    record Compared(List<String> files, List<String> different, List<String> changes) implements Event {
        public Compared {
            files = List.copyOf(files);
            different = List.copyOf(different);
            changes = List.copyOf(changes);
        }

        @Override
        public Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("same", different.isEmpty());
            fields.put("different", different);
            fields.put("changed", changes);
            return fields;
        }
    }

    /**
     * All images are done, or the job was told to stop.
     *
     * @param counts images by what became of them: {@code restored}, {@code skipped}, {@code failed}, or {@code degraded}
     * @param stopped whether the job was told to stop, or null for a job that cannot be
     */
    record End(Map<String, Integer> counts, @Nullable Boolean stopped) implements Event {
        @Override
        public Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>(counts);
            if (stopped != null) {
                fields.put("stopped", stopped);
            }
            return fields;
        }
    }
}
