package t2drl.cli;

import picocli.CommandLine.Option;

/** {@code --checkpoint-seconds}. */
final class CheckpointSecondsOption {
    @Option(
            names = "--checkpoint-seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "Seconds between checkpoints; 0 writes one after every slot; default ${DEFAULT-VALUE}.")
    int seconds;
}
