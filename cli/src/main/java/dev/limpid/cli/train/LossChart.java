package dev.limpid.cli.train;

import dev.limpid.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The curves of a training as a picture, from its CSV files: the loss, and the losses on held-out pictures. */
final class LossChart {
    private static final int POINTS = 400;

    private LossChart() {}

    /** Draws nothing where no step is done. */
    static void write(Path steps, Path checks, Path picture) throws IOException {
        List<double[]> loss = rows(steps);
        if (loss.isEmpty()) {
            return;
        }
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(520)
                .title("loss")
                .xAxisTitle("step")
                .yAxisTitle("mean squared error")
                .build();
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        add(chart, "training, weighted", averaged(loss));
        List<double[]> held = rows(checks);
        List<String> levels = held.isEmpty() ? List.of() : header(checks);
        for (int i = 1; i < levels.size(); i++) {
            int column = i;
            add(
                    chart,
                    "held out, " + levels.get(i),
                    held.stream().map(row -> new double[] {row[0], row[column]}).toList());
        }
        var bytes = new ByteArrayOutputStream();
        // In memory: for a file as its cache ImageIO asks for a shutdown hook, which it cannot get once Ctrl-C was
        // pressed.
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", out);
        }
        AtomicFile.write(picture, bytes.toByteArray());
    }

    private static List<String> header(Path csv) throws IOException {
        return List.of(Files.readAllLines(csv).get(0).split(","));
    }

    private static List<double[]> rows(Path csv) throws IOException {
        return Files.readAllLines(csv).stream()
                .skip(1)
                .map(row -> Arrays.stream(row.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                // The axis is logarithmic, and a training may run wild before it is stopped.
                .filter(row -> Arrays.stream(row).skip(1).allMatch(v -> v > 0 && v < Double.POSITIVE_INFINITY))
                .toList();
    }

    /** At most {@link #POINTS} points, each the mean of its neighbours: single batches differ much. */
    private static List<double[]> averaged(List<double[]> rows) {
        int group = (rows.size() + POINTS - 1) / POINTS;
        return IntStream.iterate(0, from -> from < rows.size(), from -> from + group)
                .mapToObj(from -> rows.subList(from, Math.min(from + group, rows.size())))
                .map(part -> new double[] {
                    part.get(part.size() - 1)[0],
                    part.stream().mapToDouble(row -> row[1]).average().orElse(Double.NaN)
                })
                .toList();
    }

    private static void add(XYChart chart, String name, List<double[]> points) {
        chart.addSeries(
                        name,
                        points.stream().mapToDouble(p -> p[0]).toArray(),
                        points.stream().mapToDouble(p -> p[1]).toArray())
                .setMarker(points.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }
}
