package dev.limpid.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Opens files of weights, whatever their format. */
public final class Checkpoints {
    private Checkpoints() {}

    /**
     * Opens a file of weights: safetensors, or of torch.save in either of its formats. The format is told by the content, not by the
     * name.
     *
     * @throws CheckpointException if there is no such file, it is neither, or it is damaged
     */
    public static Checkpoint open(Path file) throws IOException {
        ByteSource bytes = ByteSource.file(file);
        try {
            return open(bytes);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** Opens weights that ship with Limpid, by the name of their file. */
    public static Checkpoint shipped(String name) throws IOException {
        return open(ByteSource.resource(name));
    }

    static Checkpoint open(ByteSource bytes) throws IOException {
        ByteBuffer head = bytes.read(0, (int) Math.min(bytes.size(), 16));
        if (!head.hasRemaining()) {
            throw refused(bytes, "is empty");
        }
        if (startsWith(head, "PK") || TorchLegacy.begins(head)) {
            return TorchPickle.open(bytes);
        }
        if (head.remaining() > 8 && head.get(8) == '{') {
            return Safetensors.open(bytes);
        }
        throw refused(bytes, otherFormat(head));
    }

    /** The kind of file that it is instead, if that is easy to tell. */
    private static String otherFormat(ByteBuffer head) {
        if (head.get(0) == (byte) 0x80) {
            return "is a bare pickle, which is code; only tensors saved by torch.save or as safetensors are read";
        }
        if (startsWith(head, "<")) {
            return "is a web page, not a checkpoint; the download went wrong";
        }
        return "is no checkpoint: neither safetensors nor a PyTorch file; it begins with " + hex(head);
    }

    private static boolean startsWith(ByteBuffer head, String text) {
        byte[] expected = text.getBytes(StandardCharsets.US_ASCII);
        return head.remaining() >= expected.length
                && head.slice(0, expected.length).equals(ByteBuffer.wrap(expected));
    }

    private static String hex(ByteBuffer head) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(8, head.remaining()); i++) {
            text.append(String.format(Locale.ROOT, i == 0 ? "%02x" : " %02x", head.get(i)));
        }
        return text.toString();
    }

    private static CheckpointException refused(ByteSource bytes, String reason) {
        return new CheckpointException(bytes.name(), reason);
    }
}
