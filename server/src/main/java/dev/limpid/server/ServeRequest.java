package dev.limpid.server;

import dev.limpid.io.InvalidRequestException;
import dev.limpid.tensor.Device;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A web page to serve.
 *
 * @param host address to listen at; any but a loopback address takes a token
 * @param port 0 for any that is free
 * @param folder of uploads, results and the list of jobs
 * @param device of all restorations
 * @param memory bytes that a restoration keeps to, and a decoded upload; empty: half of what is free when a restoration begins
 * @param limits of what clients may ask for
 */
public record ServeRequest(String host, int port, Path folder, Device device, OptionalLong memory, Limits limits) {
    /** Only programs on this computer reach it. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final int LARGEST_PORT = 65_535;

    /**
     * Limits of what clients may ask for.
     *
     * @param uploadBytes of one file
     * @param pixels of one picture
     * @param jobs of one client that wait or run
     * @param requests of one client in a minute that upload or change something
     * @param reads other requests of one client in a minute
     */
    public record Limits(long uploadBytes, long pixels, int jobs, int requests, int reads) {
        /** 64 megapixels, or the largest picture that can be restored in Java's heap. */
        public static final long PIXELS = Math.min(64_000_000, HeapRoom.pixels());

        /** 256 MB, {@link #PIXELS}, 100 jobs, 600 changes and 12 000 reads a minute. */
        public static final Limits DEFAULT = new Limits(256_000_000, PIXELS, 100, 600, 12_000);

        public Limits {
            if (uploadBytes <= 0 || pixels <= 0 || jobs <= 0 || requests <= 0 || reads <= 0) {
                throw new InvalidRequestException("limits must be positive, got " + uploadBytes + " bytes, " + pixels
                        + " pixels, " + jobs + " jobs, " + requests + " requests, " + reads + " reads");
            }
            if (pixels > HeapRoom.pixels()) {
                throw new InvalidRequestException("--max-pixels " + pixels + ": Java's heap of "
                        + (Runtime.getRuntime().maxMemory() >> 20) + " MiB holds pictures of up to "
                        + HeapRoom.pixels() + " pixels; start java with a larger -Xmx");
            }
        }
    }

    public ServeRequest {
        host = host.replaceFirst("^\\[(.*)]$", "$1"); // as addresses of version 6 stand in a browser
        if (port < 0 || port > LARGEST_PORT) {
            throw new InvalidRequestException("--port must be between 0 and " + LARGEST_PORT + ", got " + port);
        }
        address(host);
    }

    /** Whether other computers cannot reach it. */
    boolean isLocal() {
        return address(host).isLoopbackAddress();
    }

    /** A name by which the server is reached: of all addresses, this computer's name. */
    String reached() {
        try {
            return address(host).isAnyLocalAddress()
                    ? InetAddress.getLocalHost().getHostName()
                    : host;
        } catch (UnknownHostException e) {
            return host;
        }
    }

    private static InetAddress address(String host) {
        if (host.isBlank()) {
            throw new InvalidRequestException("--bind has no address");
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new InvalidRequestException("--bind " + host + ": is no address of this computer", e);
        }
    }
}
