package dev.limpid.job;

import dev.limpid.io.Images;
import dev.limpid.io.RunRecord;
import dev.limpid.metric.Metrics;
import dev.limpid.operator.blur.BlurKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of one image, each as a whole and with the record last.
 *
 * @param description of the run
 * @param remarks on the prior's file
 * @param preview that was made before, or null
 */
record ResultWriter(
        JobRequest request,
        Job job,
        RestoreInput input,
        RunDescription description,
        List<String> remarks,
        Metrics metrics,
        @Nullable Preview preview) {
    private static final String SO_FAR = "so-far";

    /** The pictures of a solve that came to its end, and their scores. */
    RunRecord finished(Workspace workspace, Solved solved, Optional<Variability> variability) throws IOException {
        var pictures = new ResultPanels(input.drawn().a(), solved, input.truth(), metrics);
        return workspace.finish(ResultFolder.withRecord(partial -> {
            Images.write(pictures.measured(), partial.resolve("measurement.png"));
            input.picture().write(solved.restoration().x(), ResultPicture.RESTORED, partial);
            writePreview(partial);
            pictures.writeFound(partial);
            pictures.writePanels(partial);
            if (request.form().residual()) {
                ResidualPicture.write(solved.restoration(), partial);
            }
            if (variability.isPresent()) {
                variability.get().write(partial);
            }
            List<String> notices = variability.map(Variability::notice).stream().toList();
            return record(partial, solved, RunRecord.ALL_ITERATIONS, scores(pictures, solved), notices);
        }));
    }

    /** Those against the truth, and the residual where solvers are compared or it is asked for. */
    private Map<String, Map<String, Double>> scores(ResultPanels pictures, Solved solved) {
        if (!job.isCompared() && !request.form().residual()) {
            return pictures.metrics();
        }
        var scores = new LinkedHashMap<>(pictures.metrics());
        var restored = new LinkedHashMap<>(scores.getOrDefault(ResultPicture.RESTORED, Map.of()));
        restored.put(JobSummary.RESIDUAL.key(), solved.restoration().residuals()[0]);
        scores.put(ResultPicture.RESTORED, restored);
        return scores;
    }

    /** The estimate that a solve had reached when it was stopped, and a record by which nobody takes it for a finished result. */
    void soFar(Workspace workspace, Solved solved) throws IOException {
        workspace.finish(ResultFolder.withRecord(partial -> {
            input.picture().write(solved.restoration().x(), SO_FAR, partial);
            writePreview(partial);
            return record(partial, solved, RunRecord.INTERRUPTED, Map.of(), List.of());
        }));
    }

    /** The same with a preview, which is written at once unless a finished result would give way to it. */
    ResultWriter with(Preview made, Workspace workspace) throws IOException {
        var writer = new ResultWriter(request, job, input, description, remarks, metrics, made);
        if (!ResultFolder.isFinished(request.folder(job))) {
            workspace.finish(ResultFolder.withRecord(partial -> {
                writer.writePreview(partial);
                return writer.record(partial, made.solved(), RunRecord.PREVIEW, Map.of(), List.of());
            }));
        }
        return writer;
    }

    private void writePreview(Path partial) throws IOException {
        if (preview != null) {
            Images.write(preview.restoration().x(), partial.resolve(Preview.FILE));
        }
    }

    /** The picture that {@link #finished} writes. */
    Path picture() {
        return request.folder(job).resolve(input.picture().name(ResultPicture.RESTORED));
    }

    /** The picture that {@link #soFar} writes. */
    Path pictureSoFar() {
        return request.folder(job).resolve(input.picture().name(SO_FAR));
    }

    private RunRecord record(
            Path partial, Solved solved, String stopping, Map<String, Map<String, Double>> scores, List<String> notices)
            throws IOException {
        return description.record(
                operator(solved),
                ResultFolder.hashes(partial),
                solved.restoration(),
                stopping,
                scores,
                Stream.of(remarks, input.notices(), solved.restoration().notices(), notices)
                        .flatMap(List::stream)
                        .map(notice -> request.recorded(job, notice))
                        .toList());
    }

    /** The degradation, and how the picture came to its size. */
    private Map<String, Object> operator(Solved solved) {
        var operator = new LinkedHashMap<>(input.operator());
        BlurKernel kernel = solved.kernel();
        if (kernel != null) {
            operator.put("foundKernelSize", kernel.height());
        }
        for (String key : List.of("simulate", "fit")) {
            operator.put(key, description.request().getOrDefault(key, ""));
        }
        return operator;
    }
}
