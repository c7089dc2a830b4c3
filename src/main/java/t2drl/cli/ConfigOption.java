package t2drl.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import t2drl.agent.Family;
import t2drl.common.UserException;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationReader;

/** {@code --config}. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration, YAML or JSON (see t2drl config); without it, the defaults.")
    private @Nullable Path file;

    boolean given() {
        return file != null;
    }

    /** What the file says, or the defaults. */
    Configuration read() {
        return read(null);
    }

    /** What the file says, or the defaults of a family. */
    Configuration read(@Nullable Family family) {
        if (file != null && family != null) {
            throw new UserException(
                    "--family and --config do not go together: write the family into the section learners of " + file
                            + ".");
        }
        if (file != null) {
            return ConfigurationReader.read(file);
        }
        return family == null
                ? Configuration.defaults()
                : ConfigurationReader.parse(
                        "learners: {family: %s}".formatted(family).toLowerCase(Locale.ROOT), "--family");
    }
}
