package t2drl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.kernel.cuda.CudaDriver;
import t2drl.study.compare.LocalRunner;
import t2drl.study.compare.Unit;
import t2drl.study.compare.UnitCheckpoints;
import t2drl.study.compare.UnitResult;

/** Units on a real cluster whose processes die. */
class ClusterTest {
    @TempDir
    Path folder;

    @Test
    void aUnitWhoseExecutorDiesGoesOnFromItsCheckpoint() throws Exception {
        Unit unit = Units.learned(7, 60, 512);
        Heard local = new Heard();
        new LocalRunner(1, null).run(List.of(unit), local);
        UnitCheckpoints checkpoints =
                new UnitCheckpoints(folder.resolve("checkpoints").toString(), 0);
        try (Cluster cluster = new Cluster(folder, 1)) {
            Heard spark = new Heard() {
                private double killedAt = Double.NaN;

                @Override
                public void progress(Unit of, double part) {
                    super.progress(of, part);
                    if (Double.isNaN(killedAt) && part > 0.3) {
                        killedAt = part;
                        cluster.killExecutors();
                    }
                }
            };
            new SparkRunner(Master.of(cluster.url()), checkpoints).run(List.of(unit), spark);

            assertThat(spark.failed).as(cluster.executorLogs()).isEmpty();
            assertThat(spark.results).isEqualTo(local.results);
            // It starts twice, at 0; what is told next is where it goes on.
            List<Double> told = spark.progress.get(unit.id());
            int secondStart = told.lastIndexOf(0.0);
            assertThat(secondStart).as(told.toString()).isPositive();
            assertThat(told.get(secondStart + 1)).as(told.toString()).isGreaterThanOrEqualTo(told.get(secondStart - 1));
            assertThat(folder.resolve("checkpoints")).isEmptyDirectory();
        }
    }

    @Test
    void aUnitThatKillsItsExecutorsFailsAlone() throws Exception {
        Unit deadly = Units.learned(0, 100_000, 512); // the longest is the first
        List<Unit> others = IntStream.range(0, 3)
                .mapToObj(seed -> Units.known("rcars", seed))
                .toList();
        System.setProperty("spark.task.maxFailures", "2");
        try (Cluster cluster = new Cluster(folder, 1)) {
            Heard heard = new Heard() {
                @Override
                public void progress(Unit unit, double part) {
                    if (unit.equals(deadly) && part > 0) {
                        cluster.killExecutors();
                    }
                }
            };

            new SparkRunner(Master.of(cluster.url()), null)
                    .run(Stream.concat(others.stream(), Stream.of(deadly)).toList(), heard);

            assertThat(heard.failed).containsOnlyKeys(deadly.id());
            assertThat(heard.failed.get(deadly.id()))
                    .contains("failed 2 times", "137")
                    .doesNotContain("\n");
            assertThat(heard.results).hasSize(3);
        } finally {
            System.clearProperty("spark.task.maxFailures");
        }
    }

    @Test
    void aTaskGetsAGpuOfItsOwnAndUsesThatOne() throws Exception {
        Path script = Files.writeString(
                folder.resolve("gpus"), "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"57\"]}'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Cluster cluster = new Cluster(
                folder,
                1,
                "-Dspark.worker.resource.gpu.amount=1",
                "-Dspark.worker.resource.gpu.discoveryScript=" + script.toAbsolutePath())) {
            Heard heard = new Heard();

            new SparkRunner(Master.of(cluster.url()), null).run(List.of(Units.known("rcars", 0, "cuda+tf32")), heard);

            // No machine has so many.
            assertThat(heard.failed.get("rcars-seed0")).contains("cuda:57+tf32 cannot run");
        }
    }

    @Test
    void theNativeLibraryForGpusIsShipped() throws Exception {
        assumeTrue(CudaDriver.hasEmulator());
        Unit unit = Units.known("rcars", 0, "emulated");
        try (Cluster cluster = new Cluster(folder, 1)) {
            Heard heard = new Heard();

            new SparkRunner(Master.of(cluster.url()), null).run(List.of(unit), heard);

            assertThat(heard.failed).isEmpty();
            UnitResult result = heard.results.get(unit.id());
            assertThat(result.trials()).hasSize(1);
        }
    }
}
