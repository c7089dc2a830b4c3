package t2drl.study;

import java.util.ArrayList;
import java.util.List;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.method.Evaluator;
import t2drl.method.Method;
import t2drl.method.Oracle;
import t2drl.method.RandomCaching;

/** Evaluates methods on the same episodes as the two references, RCARS and the oracle, against which the gap is measured. */
public final class EvaluationRun {
    /** Keeps evaluation episodes apart from those that a training with the same seed has seen. */
    private static final long APART = 0x5EED_0000_0000_0000L;

    private final Evaluator evaluator;
    private final long seed;
    private final Evaluation rcars;
    private final Evaluation oracle;

    /** The seed of the episodes on which methods with a seed are evaluated. */
    public static long evaluationSeed(long seed) {
        return seed ^ APART;
    }

    /** Evaluates the references, the oracle's search on {@code threads} threads. */
    public EvaluationRun(Device device, Scenario scenario, int episodes, long seed, int threads) {
        this.seed = seed;
        CacheSets sets = new CacheSets(scenario);
        evaluator = new Evaluator(device, scenario, sets, episodes, evaluationSeed(seed));
        Evaluation random = summary(new RandomCaching(scenario, sets, seed));
        Evaluation best = summary(new Oracle(scenario, sets, seed, threads));
        rcars = random.withGap(random.costMean(), best.costMean());
        oracle = best.withGap(random.costMean(), best.costMean());
    }

    public Evaluation rcars() {
        return rcars;
    }

    public Evaluation oracle() {
        return oracle;
    }

    public Evaluation evaluate(Method method) {
        return summary(method).withGap(rcars.costMean(), oracle.costMean());
    }

    /** The evaluations of {@code methods}, followed by those of the references. */
    public List<Evaluation> beside(Evaluation... methods) {
        List<Evaluation> all = new ArrayList<>(List.of(methods));
        all.add(oracle);
        all.add(rcars);
        return all;
    }

    private Evaluation summary(Method method) {
        Evaluator.Result result = evaluator.run(method);
        return Evaluation.of(result.method(), seed, result.episodes(), result.decisionMicros());
    }
}
