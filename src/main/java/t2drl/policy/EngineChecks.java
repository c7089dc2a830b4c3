package t2drl.policy;

import static t2drl.policy.CallChecks.require;

import java.util.List;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;

/** Whether a manifest's networks, sets and scales fit its own scenario; faults are {@link IllegalArgumentException}s that complete "it ...". */
final class EngineChecks {
    private static final int FEATURES = DecisionEngine.FEATURES;

    /** No chain of this program is longer, and its shape alone costs memory. */
    private static final int MOST_STEPS = 1000;

    private static final double MOST_BETA = 1e6;

    private EngineChecks() {}

    static void check(Manifest manifest, PolicyScenario scenario) {
        int users = scenario.users();
        NetworkShape actor = manifest.networks().get("actor");
        NetworkShape critic = manifest.networks().get("critic1");
        require(actor != null && critic != null && manifest.networks().get("q") instanceof MlpShape, "lacks a network");
        requireActor(actor, users);
        boolean shared = actor instanceof SharedChainShape || actor instanceof SharedShape;
        boolean criticFits = critic instanceof SharedShape s
                ? shared && s.inputs() == FEATURES + 2 && s.outputs() == 1 && s.users() == users
                : critic instanceof MlpShape m && !shared && m.inputs() == (FEATURES + 2) * users && m.outputs() == 1;
        require(criticFits, "has a critic that does not fit its actor");
        MlpShape q = (MlpShape) manifest.networks().get("q");
        int inputs = scenario.observesRequests() ? 2 * scenario.models() : scenario.popularityStates();
        require(
                q.inputs() == inputs && q.outputs() == manifest.cacheSets().size() && q.outputs() > 0,
                "has a cache learner that does not fit what it observes or its cache_sets");
        for (List<Integer> set : manifest.cacheSets()) {
            int last = -1;
            for (Integer model : set) {
                require(model != null && model > last && model < scenario.models(), "has cache_sets of other models");
                last = model;
            }
        }
        // As maps: the equals that Java makes for a record of so many numbers takes 5 ms to be made.
        require(
                ManifestJson.write(manifest.featureScale())
                        .equals(ManifestJson.write(Manifest.Features.ofThisProgram())),
                "has features of another scale than this program");
    }

    /** Not by a switch over types, which takes 5 ms when Java first meets one. */
    private static void requireActor(NetworkShape actor, int users) {
        boolean fits = false;
        if (actor instanceof SharedChainShape s) {
            fits = s.features() == FEATURES && s.users() == users;
            requireSteps(s.schedule(), s.embedding());
        } else if (actor instanceof SharedShape s) {
            fits = s.inputs() == FEATURES && s.outputs() == 2 && s.users() == users;
        } else if (actor instanceof ChainShape s) {
            fits = s.state() == FEATURES * users && s.action() == 2 * users;
            requireSteps(s.schedule(), s.embedding());
        } else if (actor instanceof MlpShape s) {
            fits = s.inputs() == FEATURES * users && s.outputs() == 2 * users;
        }
        require(fits, "has an actor of another scenario");
    }

    private static void requireSteps(NoiseSchedule schedule, int embedding) {
        int steps = schedule.steps();
        require(steps >= 1 && steps <= MOST_STEPS, "has a chain of no or too many steps");
        require(
                schedule.betaMin() > 0
                        && schedule.betaMin() <= MOST_BETA
                        && schedule.betaMax() > 0
                        && schedule.betaMax() <= MOST_BETA,
                "has a noise schedule that is not above 0 or too large");
        require(embedding >= 4 && embedding % 2 == 0, "has a step embedding that is odd or below 4");
    }
}
