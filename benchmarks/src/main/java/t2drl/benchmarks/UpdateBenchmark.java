package t2drl.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import t2drl.agent.AgentKind;
import t2drl.benchmarks.peer.Peers;
import t2drl.device.Devices;
import t2drl.kernel.Device;

/** One whole update of a learner. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UpdateBenchmark {
    @Param("t2drl")
    public String library;

    /** D3PG, DDPG or DDQN. */
    @Param("D3PG")
    public String agent;

    @Param("SHARED")
    public LearnerCase.Kind kind;

    @Param("64")
    public int batch;

    @Param("1")
    public int threads;

    private Learner learner;

    @Setup
    public void open() {
        boolean ours = library.equals(Measurement.OURS);
        if (library.equals(Measurement.OURS_BF16)) {
            Device device = Devices.open(Devices.CPU_BF16, threads);
            learner = new T2drlLearner(LearnerCase.of(kind, AgentKind.valueOf(agent)), batch, device);
        } else if (agent.equals("DDQN")) {
            learner = ours ? new DdqnCase(batch, threads) : Peers.ddqn(library, batch, threads);
        } else {
            LearnerCase c = LearnerCase.of(kind, AgentKind.valueOf(agent));
            learner = ours ? new T2drlLearner(c, batch, threads) : Peers.learner(library, c, batch, threads);
        }
    }

    @Benchmark
    public void update() {
        learner.update();
    }

    @TearDown
    public void close() {
        Allocation.report(learner::update);
        learner.close();
    }
}
