package dev.limpid.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.limpid.tensor.DType;
import dev.limpid.tensor.Device;
import dev.limpid.tensor.Scope;
import dev.limpid.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Writes the safetensors format. */
final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Tensor> tensors;
    private final Map<String, String> metadata;

    SafetensorsWriter(Map<String, Tensor> tensors, Map<String, String> metadata) {
        if (tensors.containsKey(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException(SafetensorsHeader.METADATA + " cannot be a tensor's name");
        }
        this.tensors = tensors;
        this.metadata = metadata;
    }

    void write(Path file) throws IOException {
        // In the same folder, so that the last step is a rename and nobody ever sees half a file.
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, file.getFileName().toString(), ".part");
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                writeTo(out);
            }
            move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void writeTo(FileChannel out) throws IOException {
        byte[] header = header();
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        writeAll(out, length.putLong(header.length).flip());
        writeAll(out, ByteBuffer.wrap(header));
        for (Tensor tensor : tensors.values()) {
            try (var scope = Scope.open()) {
                Tensor values = tensor.detach().to(Device.CPU).contiguous();
                long bytes = values.count() * values.type().bytes();
                for (long done = 0; done < bytes; ) {
                    done += writeAll(out, values.bytes(done));
                }
            }
        }
    }

    private byte[] header() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            root.set(SafetensorsHeader.METADATA, JSON.valueToTree(metadata));
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long end = offset + tensor.count() * tensor.type().bytes();
            ObjectNode node = root.putObject(entry.getKey()).put("dtype", typeName(tensor.type()));
            node.set("shape", JSON.valueToTree(tensor.shape()));
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        String text = JSON.writeValueAsString(root);
        // Padded with spaces, so that the arrays begin at a multiple of eight.
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return (text + " ".repeat(Math.floorMod(-bytes, 8))).getBytes(StandardCharsets.UTF_8);
    }

    private static String typeName(DType type) {
        for (Map.Entry<String, DType> known : SafetensorsHeader.TYPES.entrySet()) {
            if (known.getValue() == type) {
                return known.getKey();
            }
        }
        throw new IllegalArgumentException("tensors of type " + type + " cannot be written as safetensors");
    }

    private static int writeAll(FileChannel out, ByteBuffer from) throws IOException {
        int bytes = from.remaining();
        while (from.hasRemaining()) {
            out.write(from);
        }
        return bytes;
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
