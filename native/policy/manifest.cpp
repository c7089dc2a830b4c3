#include "manifest.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

#include "fault.h"
#include "json.h"
#include "safetensors.h"

namespace t2drl {
namespace {

constexpr std::size_t kMostBytes = 1 << 22;
constexpr int kMostModels = 31;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLeast = std::numeric_limits<double>::min();  // above 0

// One object of the manifest. Its faults name the file and the key.
class Section {
 public:
  Section(const std::string& file, const std::string& path, const Json::Value& object) : file_(file), path_(path), object_(object) {
    if (!object.is(Json::Kind::object)) wrong("");
  }

  [[noreturn]] void wrong(const std::string& key) const {
    fail("%s has a missing, unknown or wrong value at '%s': copy it again or train again.", file_.c_str(),
         quote(path_ + key).c_str());
  }

  void only(std::initializer_list<const char*> keys) const {
    object_.members([&](const std::string& name, const Json::Value&) {
      auto is = [&](const char* key) { return name == key; };
      if (std::none_of(keys.begin(), keys.end(), is)) wrong(name);
    });
    for (const char* key : keys) value(key);
  }

  Json::Value value(const char* key) const {
    Json::Value value;
    if (!object_.find(key, &value)) wrong(key);
    return value;
  }

  Section section(const char* key) const { return Section(file_, path_ + key + ".", value(key)); }

  // A finite number from low to high.
  double number(const char* key, double low, double high) const { return number(key, value(key), low, high); }

  double number(const char* key, const Json::Value& v, double low, double high) const {
    if (!v.is(Json::Kind::number) || !std::isfinite(v.number()) || v.number() < low || v.number() > high) wrong(key);
    return v.number();
  }

  int whole(const char* key, int low, int high) const {
    double x = number(key, low, high);
    if (!value(key).whole()) wrong(key);
    return static_cast<int>(x);
  }

  const std::string& text(const char* key) const {
    Json::Value v = value(key);
    if (!v.is(Json::Kind::string)) wrong(key);
    return v.text();
  }

  bool has(const char* key) const {
    Json::Value v;
    return object_.find(key, &v);
  }

  // Whether the key is there with this text.
  bool says(const char* key, const char* text) const {
    Json::Value v;
    return object_.find(key, &v) && v.is(Json::Kind::string) && v.text() == text;
  }

  // The place of the text among `names`.
  int one_of(const char* key, std::initializer_list<const char*> names) const {
    const std::string& found = text(key);
    auto at = std::find_if(names.begin(), names.end(), [&](const char* name) { return found == name; });
    if (at == names.end()) wrong(key);
    return static_cast<int>(at - names.begin());
  }

 private:
  const std::string& file_;
  std::string path_;
  Json::Value object_;
};

Activation activation(const Section& s, const char* key) {
  return static_cast<Activation>(s.one_of(key, {"identity", "relu", "silu", "mish", "tanh"}));
}

NetworkShape shape(const Section& s) {
  constexpr int kMost = 1 << 24;
  NetworkShape n;
  n.kind = static_cast<NetworkShape::Kind>(s.one_of("kind", {"shared_chain", "shared", "chain", "mlp"}));
  n.hidden = s.whole("hidden", 1, 65536);
  n.activation = activation(s, "activation");
  if (n.shared()) n.users = s.whole("users", 1, 10000);
  switch (n.kind) {
    case NetworkShape::Kind::shared_chain:
      s.only({"kind", "users", "features", "hidden", "embedding", "activation", "schedule", "prediction"});
      n.inputs = s.whole("features", 1, kMost);
      n.outputs = 2;
      n.predicts_noise = s.one_of("prediction", {"clean", "noise"}) == 1;
      if (!n.predicts_noise) n.output = Activation::tanh;
      break;
    case NetworkShape::Kind::chain:
      s.only({"kind", "state", "action", "hidden", "embedding", "activation", "schedule"});
      n.inputs = s.whole("state", 1, kMost);
      n.outputs = s.whole("action", 1, kMost);
      n.predicts_noise = true;
      break;
    case NetworkShape::Kind::shared:
      s.only({"kind", "users", "inputs", "hidden", "outputs", "activation", "output"});
      break;
    case NetworkShape::Kind::mlp:
      s.only({"kind", "inputs", "hidden", "outputs", "activation", "output"});
      break;
  }
  if (n.chain()) {
    n.embedding = s.whole("embedding", 4, 1024);
    if (n.embedding % 2 != 0) s.wrong("embedding");
    Section schedule = s.section("schedule");
    schedule.only({"steps", "beta_min", "beta_max"});
    n.steps = schedule.whole("steps", 1, kMostSteps);
    n.beta_min = schedule.number("beta_min", kLeast, kInfinity);
    n.beta_max = schedule.number("beta_max", n.beta_min, kInfinity);
  } else {
    n.inputs = s.whole("inputs", 1, kMost);
    n.outputs = s.whole("outputs", 1, kMost);
    n.output = activation(s, "output");
  }
  return n;
}

FeatureScale feature_scale(const Section& s) {
  s.only({"gain_offset_db", "gain_db", "input_bits", "output_bits", "quality_start_steps", "worst_tv", "quality_end_steps", "best_tv",
          "seconds_per_step", "fixed_seconds", "worth_per_step", "shortest_seconds"});
  auto above_0 = [&](const char* key) { return s.number(key, kLeast, kInfinity); };
  FeatureScale f;
  f.gain_offset_db = s.number("gain_offset_db", -kInfinity, kInfinity);
  f.gain_db = above_0("gain_db");
  f.input_bits = above_0("input_bits");
  f.output_bits = above_0("output_bits");
  f.a1 = above_0("quality_start_steps");
  f.a2 = above_0("worst_tv");
  f.a3 = above_0("quality_end_steps");
  f.a4 = above_0("best_tv");
  f.b1 = above_0("seconds_per_step");
  f.b2 = above_0("fixed_seconds");
  f.worth_per_step = s.number("worth_per_step", -kInfinity, kInfinity);
  f.shortest_seconds = above_0("shortest_seconds");
  return f;
}

void curves(const Section& s, const char* key, double low, double Curve::*field, std::vector<Curve>& curves) {
  Json::Value values = s.value(key);
  if (!values.is(Json::Kind::array) || values.size() != curves.size()) s.wrong(key);
  std::size_t m = 0;
  values.each([&](const Json::Value& v) { curves[m++].*field = s.number(key, v, low, kInfinity); });
}

double watts(double dbm) { return std::pow(10, dbm / 10) / 1000; }

Scenario scenario(const Section& s) {
  Scenario c;
  c.users = s.whole("users", 1, 10000);
  c.models = s.whole("models", 1, kMostModels);
  c.popularity_states = s.whole("popularity_states", 1, 100);
  c.bandwidth_hz = s.number("bandwidth_hz", kLeast, kInfinity);
  c.min_bandwidth_share = s.number("min_bandwidth_share", kLeast, 1);
  if (c.users * c.min_bandwidth_share > 1 + 1e-9) s.wrong("min_bandwidth_share");
  c.noise_w_per_hz = watts(s.number("noise_dbm_per_hz", -500, 500));
  c.user_power_w = watts(s.number("user_power_dbm", -500, 500));
  c.bs_power_w = watts(s.number("bs_power_dbm", -500, 500));
  c.steps_per_slot = s.number("steps_per_slot", kLeast, 1e6);
  c.latency_weight = s.number("latency_weight", 0, 1);
  c.tv_worth_seconds = s.number("tv_worth_seconds", 0, kInfinity);
  c.curves.resize(static_cast<std::size_t>(c.models));
  curves(s, "quality_start_steps", 0, &Curve::a1, c.curves);
  curves(s, "worst_tv", 0, &Curve::a2, c.curves);
  curves(s, "quality_end_steps", kLeast, &Curve::a3, c.curves);
  curves(s, "best_tv", 0, &Curve::a4, c.curves);
  curves(s, "seconds_per_step", 0, &Curve::b1, c.curves);
  curves(s, "fixed_seconds", 0, &Curve::b2, c.curves);
  c.water_level = s.one_of("action_map", {"water-level", "proportional"}) == 0;
  c.softmax_factor = s.number("bandwidth_softmax_factor", kLeast, kInfinity);
  c.ask_height = s.number("step_ask_height", kLeast, kInfinity);
  return c;
}

std::vector<std::uint32_t> cache_sets(const Section& root, int models) {
  std::vector<std::uint32_t> masks;
  Json::Value sets = root.value("cache_sets");
  if (!sets.is(Json::Kind::array) || sets.size() == 0) root.wrong("cache_sets");
  sets.each([&](const Json::Value& set) {
    if (!set.is(Json::Kind::array)) root.wrong("cache_sets");
    std::uint32_t mask = 0;
    int next = 0;
    set.each([&](const Json::Value& model) {
      double m = root.number("cache_sets", model, next, models - 1);
      if (!model.whole()) root.wrong("cache_sets");
      next = static_cast<int>(m) + 1;
      mask |= std::uint32_t{1} << static_cast<int>(m);
    });
    masks.push_back(mask);
  });
  return masks;
}

// A library has no solver, and sees one frame.
void require_learners(const Section& learners, const Section& caching, const std::string& file) {
  if (learners.says("decided_by", "solver") || caching.says("decided_by", "solver")) {
    fail("%s leaves a decision to a solver, which this library does not have: train again.", file.c_str());
  }
  if (caching.has("history_frames") && caching.whole("history_frames", 1, 1000) > 1) {
    fail("%s chooses sets by the requests of several frames, of which this library sees one: train again.", file.c_str());
  }
}

// Whether the networks are those of the scenario.
void require_fit(const Manifest& m, const std::string& file) {
  auto wrong = [&](const char* what) {
    fail("%s contradicts itself: the network %s does not fit its configuration; copy it again or train again.", file.c_str(), what);
  };
  for (const char* name : {"actor", "critic1", "q"}) {
    if (m.networks.count(name) == 0) wrong(name);
  }
  const NetworkShape& actor = m.actor();
  const NetworkShape& critic = m.critic();
  const NetworkShape& q = m.q();
  int users = m.scenario.users;
  bool fits = actor.shared() ? actor.users == users && actor.inputs == kFeatures && actor.outputs == 2
                             : actor.inputs == users * kFeatures && actor.outputs == 2 * users;
  if (!fits) wrong("actor");
  fits = actor.shared() ? critic.kind == NetworkShape::Kind::shared && critic.users == users && critic.inputs == kFeatures + 2
                        : critic.kind == NetworkShape::Kind::mlp && critic.inputs == users * (kFeatures + 2);
  if (!fits || critic.outputs != 1) wrong("critic1");
  fits = q.kind == NetworkShape::Kind::mlp &&
         q.inputs == (m.observes_requests ? 2 * m.scenario.models : m.scenario.popularity_states) &&
         static_cast<std::size_t>(q.outputs) == m.cache_sets.size();
  if (!fits) wrong("q");
}

}  // namespace

int Manifest::max_users() const {
  double most = std::floor(1 / scenario.min_bandwidth_share + 1e-9);
  return most < kMostUsers ? static_cast<int>(most) : kMostUsers;
}

Manifest read_manifest(const std::string& file) {
  Bytes bytes = read_file(file, kMostBytes);
  Json json(reinterpret_cast<const char*>(bytes.data()), bytes.size(), file);
  Section root(file, "", json.root());
  Json::Value version;
  if (!json.root().find("format_version", &version) || !version.is(Json::Kind::number) || version.number() != 2) {
    fail("%s is of another format version, but this library reads version 2: use the library of the program that wrote it, or train again.",
         file.c_str());
  }
  root.only({"format_version", "networks", "feature_scale", "reward_scale", "cache_sets", "configuration", "training",
             "weights_crc32"});
  Manifest m;
  root.section("networks");
  root.value("networks").members([&](const std::string& name, const Json::Value& value) {
    m.networks[name] = shape(Section(file, "networks." + name + ".", value));
  });
  m.scale = feature_scale(root.section("feature_scale"));
  Section reward = root.section("reward_scale");
  reward.only({"mean", "deviation"});
  reward.number("mean", -kInfinity, kInfinity);
  reward.number("deviation", -kInfinity, kInfinity);
  Section configuration = root.section("configuration");
  m.scenario = scenario(configuration);
  Section learners = configuration.section("learners");
  Section caching = learners.section("caching");
  require_learners(learners, caching, file);
  m.observes_requests = caching.one_of("observe", {"popularity", "requests"}) == 1;
  m.cache_sets = cache_sets(root, m.scenario.models);
  root.section("training");
  m.weights_checksum = root.text("weights_crc32");
  require_fit(m, file);
  return m;
}

}  // namespace t2drl
