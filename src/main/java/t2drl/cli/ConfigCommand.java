package t2drl.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import t2drl.common.AtomicFiles;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationPrinter;

/** Prints the resolved configuration. */
@Command(
        name = "config",
        description = "Prints the resolved configuration as YAML with comments, ready to be edited.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the configuration to a file as JSON, too.")
    private @Nullable Path json;

    @Override
    public void run() {
        Configuration configuration = config.read();
        if (json != null) {
            AtomicFiles.write(json, ConfigurationPrinter.json(configuration));
        }
        spec.commandLine().getOut().print(ConfigurationPrinter.yaml(configuration));
        spec.commandLine().getOut().flush();
    }
}
