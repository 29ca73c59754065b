package dev.limpid.cli.console;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Turns the end of the process (Ctrl-C, a kill that can be caught) into a request that a run meets at its next safe place:
 * the process ends when the run has closed this. A second Ctrl-C ends it at once.
 */
public final class StopSignal implements AutoCloseable {
    /** By which shells report a process that a signal ended: this and the signal's number. */
    private static final int BY_SIGNAL = 128;

    private final Console console;
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");
    private volatile boolean requested;

    private StopSignal(Console console) {
        this.console = console;
    }

    /** Waits for the process to be told to end, which the console then says. */
    public static StopSignal install(Console console) {
        var signal = new StopSignal(console);
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void stop() {
        endAtOnceNextTime();
        console.note("told to stop: ends at the next safe place; once more ends at once");
        requested = true;
        told.countDown();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends all the same
        }
    }

    /**
     * Java ignores signals while it shuts down. The class that handles them is public, but outside of Java's standard, so that it is
     * looked for: where it is missing, the process ends at the next safe place.
     */
    private static void endAtOnceNextTime() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method number = signal.getMethod("getNumber");
            InvocationHandler halt = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    Runtime.getRuntime().halt(BY_SIGNAL + (int) number.invoke(arguments[0]));
                }
                return null;
            };
            Object ending = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, halt);
            for (String name : List.of("INT", "TERM")) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ending);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Then there is no way to be told a second time.
        }
    }

    /** Whether to stop. */
    public boolean requested() {
        return requested;
    }

    /** Waits until it is requested, or this thread is interrupted. */
    public void await() {
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                requested = true; // told to end just now; the hook finds the latch open
            }
        }
    }
}
