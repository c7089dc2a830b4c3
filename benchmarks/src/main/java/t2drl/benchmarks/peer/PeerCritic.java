package t2drl.benchmarks.peer;

import java.util.List;
import java.util.Map;
import t2drl.benchmarks.LearnerCase;

/** The critic of {@code networks.md}: of the mapped action (shared), or of the raw one (flat). */
final class PeerCritic<T> {
    private final Tensors<T> t;
    private final LearnerCase c;
    private final PeerActionMap<T> map;
    private final PeerLayers<T> layers;

    PeerCritic(Tensors<T> tensors, LearnerCase learnerCase) {
        t = tensors;
        c = learnerCase;
        map = new PeerActionMap<>(tensors, learnerCase.map());
        layers = new PeerLayers<>(tensors, learnerCase.activation());
    }

    /** One value a user (shared) or one (flat). */
    T apply(Map<String, T> p, T s, T action, T hit, T a3, long batch) {
        if (!c.shared()) {
            return t.reshape(layers.mlp(p, "", t.concatenate(1, List.of(s, action))), batch);
        }
        PeerActionMap.Shares<T> shares = map.apply(action, hit, a3);
        T logShare = t.log(t.multiply(shares.b(), c.users()));
        T x = t.concatenate(
                2,
                List.of(
                        s,
                        t.reshape(logShare, batch, c.users(), 1),
                        t.reshape(t.multiply(shares.f(), 2), batch, c.users(), 1)));
        return t.reshape(layers.sharedNet(p, x), batch, c.users());
    }
}
