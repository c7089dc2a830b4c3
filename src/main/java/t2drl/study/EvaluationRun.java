package t2drl.study;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import t2drl.common.UserException;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.method.Evaluator;
import t2drl.method.KnownMethod;
import t2drl.method.Method;
import t2drl.method.MethodParts;

/** Evaluates methods on the same episodes as the two references, RCARS and the oracle, against which the gap is measured. */
public final class EvaluationRun {
    /** Keeps evaluation episodes apart from those that a training with the same seed has seen. */
    private static final long APART = 0x5EED_0000_0000_0000L;

    private final Evaluator evaluator;
    private final MethodParts parts;
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
        parts = new MethodParts(scenario, sets, seed, threads);
        Evaluation random = summary(KnownMethod.RCARS.make(parts));
        Evaluation best = summary(KnownMethod.ORACLE.make(parts));
        rcars = random.withGap(random.costMean(), best.costMean());
        oracle = best.withGap(random.costMean(), best.costMean());
    }

    public Evaluation rcars() {
        return rcars;
    }

    public Evaluation oracle() {
        return oracle;
    }

    /** Evaluates a method that needs no training. */
    public Evaluation evaluate(KnownMethod method) {
        return switch (method) {
            case RCARS -> rcars;
            case ORACLE -> oracle;
            default -> evaluate(method.make(parts));
        };
    }

    /** @throws UserException if its decisions are no numbers: a policy's weights may be of any size, and overflow */
    public Evaluation evaluate(Method method) {
        Evaluation evaluation = summary(method);
        if (!Double.isFinite(evaluation.costMean())) {
            throw new UserException(
                    "The policy %s cannot be evaluated: its numbers overflow; train again.".formatted(method.name()));
        }
        return evaluation.withGap(rcars.costMean(), oracle.costMean());
    }

    /** The evaluations of {@code methods}, followed by those of the references that are not among them. */
    public List<Evaluation> beside(Evaluation... methods) {
        Set<Evaluation> all = new LinkedHashSet<>(List.of(methods));
        all.add(oracle);
        all.add(rcars);
        return List.copyOf(all);
    }

    private Evaluation summary(Method method) {
        Evaluator.Result result = evaluator.run(method);
        return Evaluation.of(result.method(), seed, result.episodes(), result.decisionMicros());
    }
}
