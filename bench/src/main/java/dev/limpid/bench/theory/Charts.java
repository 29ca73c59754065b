package dev.limpid.bench.theory;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The look of the experiment's charts: panels side by side, and lines with the quartiles as a band around them. */
final class Charts {
    static final Color BLUE = new Color(0x1f, 0x5f, 0xa8);
    static final Color ORANGE = new Color(0xd9, 0x5f, 0x02);
    static final Color GREEN = new Color(0x2b, 0x8a, 0x3e);
    static final Color GRAY = new Color(0x66, 0x66, 0x66);
    static final BasicStroke SOLID = new BasicStroke(2);
    static final BasicStroke DASHED =
            new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {7, 5}, 0);

    private static final int WIDTH = 520;
    private static final int HEIGHT = 460;
    private static final int BAND_ALPHA = 50;
    /** Pixels for each unit of the layout: pictures on paper and on fine screens need more than one. */
    private static final double SCALE = 2;

    private Charts() {}

    static XYChart panel(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setChartTitleBoxVisible(false)
                .setChartTitleFont(font(Font.BOLD, 15))
                .setLegendFont(font(Font.PLAIN, 12))
                .setLegendBorderColor(Color.LIGHT_GRAY);
        chart.getStyler().setPlotGridLinesColor(new Color(0xe4, 0xe4, 0xe4)).setPlotBorderColor(Color.GRAY);
        chart.getStyler().setAxisTitleFont(font(Font.PLAIN, 13)).setAxisTickLabelsFont(font(Font.PLAIN, 11));
        return chart;
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    /** A line through points. */
    static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color color, BasicStroke stroke) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color).setLineStyle(stroke);
        return series;
    }

    /** Numbers that vary, for every x: their medians are a line, and their quartiles a band around it. */
    record Band(String name, List<Quartiles> y, Color color, BasicStroke stroke) {
        Band {
            y = List.copyOf(y);
        }

        double[] medians() {
            return y.stream().mapToDouble(Quartiles::median).toArray();
        }
    }

    /** Draws all bands, and then all lines, so that none is under another's band. */
    static void bands(XYChart chart, double[] x, List<Band> bands) {
        for (Band band : bands) {
            around(chart, x, band);
        }
        for (Band band : bands) {
            line(chart, band.name, x, band.medians(), band.color, band.stroke);
        }
    }

    private static void around(XYChart chart, double[] x, Band band) {
        int n = x.length;
        double[] there = IntStream.range(0, 2 * n)
                .mapToDouble(i -> x[i < n ? i : 2 * n - 1 - i])
                .toArray();
        double[] edge = IntStream.range(0, 2 * n)
                .mapToDouble(i -> i < n
                        ? band.y.get(i).upper()
                        : band.y.get(2 * n - 1 - i).lower())
                .toArray();
        XYSeries area = chart.addSeries(band.name + ", quartiles", there, edge);
        area.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        Color color = band.color;
        area.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), BAND_ALPHA));
        area.setMarker(SeriesMarkers.NONE);
        area.setLineColor(new Color(0, 0, 0, 0)).setShowInLegend(false);
    }

    /** The panels in one row, as PNG. */
    static byte[] beside(List<XYChart> panels) throws IOException {
        var picture = new BufferedImage(
                (int) (SCALE * WIDTH * panels.size()), (int) (SCALE * HEIGHT), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.scale(SCALE, SCALE);
        for (XYChart panel : panels) {
            panel.paint(graphics, WIDTH, HEIGHT);
            graphics.translate(WIDTH, 0);
        }
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        // In memory: for a file as its cache ImageIO asks for a shutdown hook, which it cannot get after Ctrl-C.
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", out);
        }
        return bytes.toByteArray();
    }
}
