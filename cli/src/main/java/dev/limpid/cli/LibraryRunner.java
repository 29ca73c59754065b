package dev.limpid.cli;

import java.io.IOException;
import java.util.List;

/** Carries requests out with the library. */
final class LibraryRunner implements Runner {
    @Override
    public void demo(DemoRequest request, Console console) throws IOException {
        throw notWired();
    }

    @Override
    public int restore(RestoreRequest request, Console console) throws IOException {
        throw notWired();
    }

    @Override
    public void sample(SampleRequest request, Console console) throws IOException {
        throw notWired();
    }

    @Override
    public List<PriorListing> priors() throws IOException {
        throw notWired();
    }

    private static IllegalStateException notWired() {
        return new IllegalStateException("the library's experiments are not wired to the command line yet");
    }
}
