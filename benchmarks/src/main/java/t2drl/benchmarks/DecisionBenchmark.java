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

/** One decision of D3PG's actor for some cells at once, on one thread: states of the host in, raw actions of the host out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {
    @Param("t2drl")
    public String library;

    @Param("SHARED")
    public LearnerCase.Kind kind;

    @Param("1")
    public int cells;

    private Decider decider;
    private float[] state;
    private float[] action;

    @Setup
    public void open() {
        LearnerCase c = LearnerCase.of(kind, AgentKind.D3PG);
        decider = library.equals(Measurement.OURS) ? new T2drlDecider(c, cells) : Peers.decider(library, c, cells);
        state = new float[cells * c.state()];
        for (int i = 0; i < state.length; i++) {
            state[i] = (float) Math.sin(i);
        }
        action = new float[cells * c.action()];
    }

    @Benchmark
    public float[] decide() {
        decider.decide(state, action);
        return action;
    }

    @TearDown
    public void close() {
        Allocation.report(this::decide);
        decider.close();
    }
}
