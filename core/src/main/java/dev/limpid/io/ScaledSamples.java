package dev.limpid.io;

/**
 * Samples whose decoder has stretched them to a whole container, brought back to what the file holds.
 *
 * @param type how the file stores them
 * @param most the largest value of a colour in the file; alpha fills the type
 */
record ScaledSamples(Samples stretched, SampleType type, int most) implements Samples {
    @Override
    public int width() {
        return stretched.width();
    }

    @Override
    public int height() {
        return stretched.height();
    }

    @Override
    public int channels() {
        return stretched.channels();
    }

    @Override
    public boolean alpha() {
        return stretched.alpha();
    }

    @Override
    public void row(int channel, int y, double[] row) {
        stretched.row(channel, y, row);
        double white = white(stretched.type());
        double full = channel < channels() ? most : white(type);
        for (int x = 0; x < width(); x++) {
            row[x] = Math.rint(row[x] * full / white);
        }
    }

    private static double white(SampleType type) {
        return Math.scalb(1.0, type.bits()) - 1;
    }
}
