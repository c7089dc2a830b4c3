package t2drl.cli;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2drl.common.Texts;
import t2drl.common.UserException;
import t2drl.device.Devices;
import t2drl.study.compare.LocalRunner;
import t2drl.study.compare.StudyEngine;
import t2drl.study.compare.UnitCheckpoints;
import t2drl.study.compare.UnitRunner;

/** Who does the pieces of a study: {@code --engine} and what goes with it. */
final class EngineOption {
    private static final String LOCAL = "local";
    private static final String SPARK = "spark";

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = LOCAL,
            description = "Who does the pieces: local (this machine's processors; default) or spark (Apache Spark, see"
                    + " docs/scale.md).")
    private String engine;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "With --engine spark: spark://HOST:PORT, or local[N] for N threads on this machine.")
    private @Nullable String master;

    @Option(names = "--jobs", paramLabel = "N", description = "Pieces at a time here; default: one a processor.")
    private @Nullable Integer jobs;

    @Option(
            names = "--checkpoints",
            paramLabel = "DIR",
            description = "Saves trainings on their way, so that a piece that is done again goes on from there; with"
                    + " --engine spark, under a path that all workers share; default: not.")
    private @Nullable Path checkpoints;

    @Mixin
    private CheckpointSecondsOption betweenCheckpoints;

    /** The runner that was asked for, for units on {@code device}. */
    UnitRunner runner(String device) {
        Limits.checkpointSeconds(betweenCheckpoints.seconds);
        return engine.equals(LOCAL) ? local(device) : elsewhere(device);
    }

    /** Makes the folder for checkpoints, if there is to be one. */
    void makeFolder() {
        UnitCheckpoints saved = saved();
        if (saved != null) {
            saved.makeFolder();
        }
    }

    private @Nullable UnitCheckpoints saved() {
        return checkpoints == null
                ? null
                : new UnitCheckpoints(checkpoints.toAbsolutePath().normalize().toString(), betweenCheckpoints.seconds);
    }

    private UnitRunner local(String device) {
        if (master != null) {
            throw new UserException("--master is for --engine spark: add that, or leave out --master.");
        }
        int threads = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
        Limits.jobs(threads);
        Devices.open(device, 1).close();
        return new LocalRunner(threads, saved());
    }

    private UnitRunner elsewhere(String device) {
        // The launcher builds the engine for Spark, and adds it, only for who names a master.
        if (engine.equals(SPARK)) {
            requireMaster();
        }
        StudyEngine found = find();
        String place = requireMaster();
        if (jobs != null) {
            throw new UserException(
                    "--jobs is for --engine local: the cores of Spark's workers say how many pieces are done at a"
                            + " time, so leave it out.");
        }
        Devices.requireName(device);
        if (device.equals(Devices.AUTO)) {
            throw new UserException(
                    "--device auto could be another one on every worker: name the device that all of them have.");
        }
        return found.runner(place, saved());
    }

    private String requireMaster() {
        if (master == null) {
            throw new UserException(
                    "--engine %s needs --master: spark://HOST:PORT, or local[N] for N threads on this machine."
                            .formatted(engine));
        }
        return master;
    }

    private StudyEngine find() {
        for (StudyEngine candidate : ServiceLoader.load(StudyEngine.class)) {
            if (candidate.name().equals(engine)) {
                return candidate;
            }
        }
        if (engine.equals(SPARK)) {
            throw new UserException(
                    "The engine spark is no part of this program's jar: start with ./t2drl, which builds it and adds"
                            + " it to the class path.");
        }
        throw new UserException("No engine is called %s: use %s or %s.".formatted(Texts.quote(engine), LOCAL, SPARK));
    }
}
