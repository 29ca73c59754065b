package dev.limpid.job;

import java.nio.file.Path;
import java.util.Optional;

/** The command that asked for a job, so that a message can propose it with one more option. */
public interface Proposal {
    /** The command with one more option, such as {@code --resize}. */
    String with(String option);

    /** The same command for one file alone; empty where its files stand in a manifest. */
    Optional<Proposal> only(Path file);
}
