package dev.limpid.server;

import dev.limpid.tensor.Device;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server, with small limits unless a test has others. */
abstract class ServerFixture {
    static final ServeRequest.Limits SMALL = new ServeRequest.Limits(100_000, 10_000, 2, 40, 5_000);

    @TempDir
    Path folder;

    LimpidServer server;
    Client client;

    @BeforeEach
    void start() throws IOException {
        server = LimpidServer.start(request(ServeRequest.LOOPBACK, 0));
        client = new Client(server.address());
    }

    ServeRequest request(String host, int port) {
        return new ServeRequest(host, port, folder, Device.CPU, OptionalLong.empty(), limits());
    }

    ServeRequest.Limits limits() {
        return SMALL;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Sends bytes that no browser lets a page send, and no library a program. */
    String raw(String request) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    long kept() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("pictures"))) {
            return left.count();
        }
    }
}
