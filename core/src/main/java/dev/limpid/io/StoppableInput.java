package dev.limpid.io;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/** A file in memory for a decoder that may be told to stop: it fails at its next byte, whatever it is at. */
final class StoppableInput extends ImageInputStreamImpl {
    private final byte[] file;
    private volatile boolean stopped;

    StoppableInput(byte[] file) {
        this.file = file;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public long length() {
        return file.length;
    }

    @Override
    public int read() throws IOException {
        bitOffset = 0;
        return available() > 0 ? file[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        bitOffset = 0;
        int count = Math.min(length, available());
        if (count <= 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(file, (int) streamPos, to, offset, count);
        streamPos += count;
        return count;
    }

    private int available() throws IOException {
        checkClosed();
        if (stopped) {
            throw new IOException("was stopped");
        }
        return (int) Math.max(0, file.length - streamPos);
    }
}
