package dev.limpid.job;

import dev.limpid.io.RangeChoice;
import dev.limpid.prior.DiffusionPrior;
import dev.limpid.restoration.Compute;
import dev.limpid.restoration.Selection;
import dev.limpid.restoration.Tiling;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Images to restore.
 *
 * @param jobs the images, with results in folders of their own; their files can be read
 * @param out folder for the results, not yet made
 * @param config architecture of the prior in YAML, or null to infer it
 * @param simulate whether the files are clean images, to be degraded first and compared with afterwards
 * @param resize whether to scale each image to the prior's size
 * @param crop which part of each image to cut to the prior's size, or null for all of it
 * @param finished the treatment of images that are finished or begun
 * @param snapshotSeconds least time between two snapshots of a solve
 * @param selection which iterate is the result; the oracle only where the files are clean images
 * @param reading how pictures are read
 * @param unreadable how many more images were asked for that cannot be opened, which was reported
 * @param proposal the command that asked for it, or null where no other one can be proposed
 * @param tiling how images are restored that are large
 * @param form what the results hold beside their pixels
 */
public record JobRequest(
        List<Job> jobs,
        Path out,
        @Nullable Path config,
        boolean simulate,
        boolean resize,
        @Nullable Crop crop,
        Finished finished,
        double snapshotSeconds,
        Selection selection,
        Reading reading,
        Compute compute,
        int unreadable,
        @Nullable Proposal proposal,
        Tiling tiling,
        ResultForm form) {
    /** The treatment of images that are finished or begun. */
    public enum Finished {
        /** Finished ones stay, begun ones are begun anew. */
        KEEP,
        /** Finished ones stay, begun ones go on from their snapshot. */
        RESUME,
        /** All are begun anew. */
        REDO
    }

    public JobRequest {
        jobs = List.copyOf(jobs);
    }

    /**
     * People's own pictures in their own sizes, with the last iterate as the result: the request of a program that no command line is behind.
     *
     * @param jobs with their results in folders of their own below {@code out}
     * @param snapshotSeconds least time between two snapshots of a solve
     */
    public static JobRequest ofPictures(
            Jobs jobs,
            Path out,
            Finished finished,
            double snapshotSeconds,
            Reading reading,
            Compute compute,
            Tiling tiling,
            ResultForm form) {
        return new JobRequest(
                jobs.inFoldersOfTheirOwn(out),
                out,
                null,
                false,
                false,
                null,
                finished,
                snapshotSeconds,
                Selection.LAST,
                reading,
                compute,
                jobs.failed(),
                null,
                tiling,
                form);
    }

    /** Whether several solvers restore the same images and are compared. */
    public boolean compares() {
        return jobs.stream().anyMatch(Job::isCompared);
    }

    /** The picture that shows an image's results side by side, where several solvers restore it. */
    public Path comparison(Job job) {
        return out.resolve(job.image()).resolve("comparison.png");
    }

    /** The folder of an image's result. */
    Path folder(Job job) {
        return out.resolve(job.name());
    }

    /** Whether the prior has to do with an image: with its restoration, or with its size. */
    boolean needsPrior(Job job) {
        return job.usesPrior() || takesPriorsSize(job);
    }

    /** Whether an image is cut or scaled to the prior's size; otherwise it keeps its own. */
    boolean takesPriorsSize(Job job) {
        return !job.isMeasurement() && (resize || crop != null);
    }

    /** The sizes that an image may have, by the prior where one is needed. */
    SizeRule sizeRule(Job job, @Nullable DiffusionPrior prior) {
        return needsPrior(job)
                ? SizeRule.of(Objects.requireNonNull(prior, "prior"), takesPriorsSize(job))
                : SizeRule.ANY;
    }

    /**
     * The command line that asks for an image with one more option; empty where it would change others, too.
     *
     * @param option such as {@code --resize}
     */
    public Optional<String> command(Job job, String option) {
        if (proposal == null) {
            return Optional.empty();
        }
        if (unreadable == 0 && jobs.stream().map(Job::image).distinct().count() == 1) {
            return Optional.of(proposal.with(option));
        }
        boolean pages = jobs.stream()
                        .filter(other -> other.file().equals(job.file()))
                        .map(Job::image)
                        .distinct()
                        .count()
                > 1;
        boolean alone = !pages && job.name().startsWith(Job.nameOf(job.file()));
        return alone ? proposal.only(job.file()).map(one -> one.with(option)) : Optional.empty();
    }

    /** The request for one image, as its record holds it. */
    Map<String, Object> asked(Job job) {
        var asked = new LinkedHashMap<String, Object>();
        asked.put("command", "restore");
        asked.put("input", path(job.file()));
        if (job.page() != null) {
            asked.put("page", job.page());
        }
        if (!reading.range().equals(RangeChoice.NATURAL)) {
            asked.put("range", reading.range().toString());
        }
        asked.putAll(job.values().request());
        if (config != null) {
            asked.put("config", path(config));
        }
        asked.put("simulate", simulate);
        asked.put("fit", crop != null ? "crop " + crop.x() + "," + crop.y() : resize ? "resize" : "as it is");
        asked.put("prior", compute.recorded());
        asked.put("preset", job.solver().preset());
        if (form.anonymous()) {
            asked.replaceAll((key, value) -> RunDescription.isPath(key) ? nameOf(String.valueOf(value)) : value);
        }
        form.record(asked);
        return asked;
    }

    /** A remark for the record of an image. */
    String recorded(Job job, String remark) {
        String text = remark;
        if (form.anonymous()) {
            for (Path file : readFor(job)) {
                text = text.replace(path(file), nameOf(path(file))).replace(file.toString(), nameOf(file.toString()));
            }
        }
        return text;
    }

    /** The files that the images are made of. */
    List<Path> read() {
        return jobs.stream().flatMap(job -> readFor(job).stream()).distinct().toList();
    }

    private List<Path> readFor(Job job) {
        var files = new ArrayList<Path>(job.values().files());
        files.add(job.file());
        files.add(Path.of(compute.recorded()));
        if (config != null) {
            files.add(config);
        }
        return files;
    }

    /** The name of a file; what is no absolute path stays. */
    private static String nameOf(String path) {
        var file = new File(path); // takes any text, such as a mask's rule
        return file.isAbsolute() ? file.getName() : path;
    }

    private static String path(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
