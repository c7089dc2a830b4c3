package t2drl.cli;

import picocli.CommandLine.Option;

/** {@code --seed}. */
final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Seed of all random numbers; default ${DEFAULT-VALUE}.")
    long seed;
}
