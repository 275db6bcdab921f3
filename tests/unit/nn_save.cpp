// SPDX-License-Identifier: MIT
// Models and trainings in files: what comes back, what is refused, and with which words.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include <tenon/tenon.hpp>

#include <tenon/io/safetensors.hpp>
#include <tenon/nn/save.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace tn = tenon;
namespace io = tenon::io;
namespace nn = tenon::nn;
using tenon_test::contains;

namespace {

constexpr std::size_t batch = 8;
struct Net : nn::Sequential<tn::Shape<3>, nn::Dense<4, nn::Tanh>, nn::Dense<2>> {};
struct Renamed : nn::Sequential<tn::Shape<3>, nn::Dense<4, nn::Tanh>, nn::Dense<2>> {};
struct Wider : nn::Sequential<tn::Shape<3>, nn::Dense<5, nn::Tanh>, nn::Dense<2>> {};
struct Deeper : nn::Sequential<tn::Shape<3>, nn::Dense<4, nn::Tanh>, nn::Dense<2>, nn::Dense<2>> {};
struct Rectified : nn::Sequential<tn::Shape<3>, nn::Dense<4, nn::Relu>, nn::Dense<2>> {};

/// A layer with everything that a layer may have.
struct Gain {
  tn::InitParam<nn::Ones, float, 3> gain;
  tn::Tensor<float> price{0.125F};
  tn::Variable<std::int64_t> calls{0};
  TENON_MODULE(Gain, gain, price, calls);
  constexpr auto call(auto const& x, auto& context) const {
    context.add_loss(price * tn::sum(tn::square(gain)));
    context.assign(calls, calls + 1);
    return x * gain;
  }
};
struct Block {
  Gain gain;
  tn::Tensor<bool, 3> chosen{true, false, true};
  tn::Variable<double> sum;
  TENON_MODULE(Block, gain, chosen, sum);
};

/// A loss and a metric with a threshold, as those of the chapter.
struct HuberLoss {
  tn::Tensor<float> threshold{1.F};
  TENON_MODULE(HuberLoss, threshold);
  constexpr auto call(auto const& y, auto const& p) const {
    auto const e = tn::abs(y - p);
    return nn::mean_per_sample(tn::where(e < threshold, tn::square(e) / 2.F, threshold * e - tn::square(threshold) / 2.F));
  }
};
struct HuberMetric {
  tn::Tensor<float> threshold{1.F};
  nn::Mean mean;
  TENON_MODULE(HuberMetric, threshold, mean);
  static constexpr char name[] = "huber_metric";
  constexpr void update(auto const& y, auto const& p, auto const& weights, auto& context) const {
    mean.add(nn::mean_per_sample(tn::minimum(tn::abs(y - p), threshold + tn::zeros_like(y))), weights, context);
  }
  constexpr auto result() const { return mean.result(); }
};

struct Set {
  tn::data::Rows<float, 3> x;
  tn::data::Rows<float, 2> y;
  explicit Set(std::size_t rows) : x(rows), y(rows) {
    tn::Philox const random(5);
    for (std::size_t i = 0; i < x.values().size(); ++i) x.values()[i] = 2 * random.uniform(i) - 1;
    for (std::size_t i = 0; i < rows; ++i) {
      y.row(i)[0] = x.row(i)[0] * x.row(i)[1] + 0.5F;
      y.row(i)[1] = x.row(i)[2] - x.row(i)[0];
    }
  }
};

template <class N>
N fresh(std::uint64_t seed = 3) {
  N net;
  tn::initialize(net, seed);
  return net;
}
auto trainer_of(Net& net, float threshold = 1.F) {
  HuberMetric metric;
  metric.threshold = threshold;
  return nn::compile<batch>(net, HuberLoss{threshold}, nn::Nadam{}, metric, nn::MeanAbsoluteError{});
}
/// All values of a module, bit for bit.
template <class M>
std::string bits(M const& m) {
  std::string all;
  tn::for_each_tensor(m, [&all](tn::Path const&, auto const& t) {
    all.append(reinterpret_cast<char const*>(t.data()), sizeof(*t.data()) * t.size);
  });
  return all;
}
template <class F>
std::string words(F const& f) {
  try {
    f();
    return "(fine)";
  } catch (io::Error const& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("save, load: every kind of tensor comes back, bit for bit", "[save]") {
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("block.safetensors");
  Block block, loaded;
  block.gain.gain.data()[0] = -0.F;
  block.gain.gain.data()[1] = std::numeric_limits<float>::quiet_NaN();
  block.gain.gain.data()[2] = std::numeric_limits<float>::denorm_min();
  block.gain.price = 0.25F;
  block.gain.calls.assign(-(std::int64_t{1} << 40));
  block.sum.assign(0.1);
  nn::save(file, block);
  CHECK(bits(loaded) != bits(block));
  nn::load(file, loaded);
  CHECK(bits(loaded) == bits(block));
  CHECK(loaded.chosen(0));
  CHECK(!loaded.chosen(1));
  CHECK(directory.entries() == 1);
  Block again;
  nn::load(nn::model_bytes(block), again);
  CHECK(bits(again) == bits(block));
  CHECK(nn::model_bytes(block) == nn::model_bytes(again));  // no date, no chance

  Block moved = block;
  CHECK(nn::try_load(file, moved));
}

TEST_CASE("save: the file is safetensors, with names, dtypes, shapes and types", "[save]") {
  auto const net = fresh<Net>();
  io::Safetensors const file("m", nn::model_bytes(net));
  REQUIRE(file.entries().size() == 4);
  std::string seen;
  for (auto const& e : file.entries()) seen += e.name + " " + e.dtype + io::detail::extents_text(e.shape) + "; ";
  CHECK(seen == "0.kernel F32[3,4]; 0.bias F32[4]; 1.kernel F32[4,2]; 1.bias F32[2]; ");
  auto const kernel = file.load<tn::Tensor<float, 4, 2>>("1.kernel");
  CHECK(std::memcmp(kernel.data(), net.layer<1>().kernel.data(), sizeof(float) * 8) == 0);
  CHECK(*file.metadata("format") == "tenon 1");
  CHECK(*file.metadata("model") == "Net");
  CHECK(*file.metadata("type") == "Sequential");
  CHECK(*file.metadata("type 0") == "DenseLayer<3,4,Tanh>");
  CHECK(*file.metadata("type 1") == "DenseLayer<4,2>");
  CHECK(file.metadata("epochs") == nullptr);
  // Elements are aligned, wide ones first.
  io::Safetensors const block("b", nn::model_bytes(Block{}));
  std::vector<std::string> order;
  for (auto const& e : block.entries()) order.push_back(e.name);
  CHECK(order == std::vector<std::string>{"gain.calls", "sum", "gain.gain", "gain.price", "chosen"});
}

TEST_CASE("load: a large model, one that was moved from, and a name given by deriving", "[save]") {
  tn::BasicParam<float, tn::Shape<100, 50>> big;  // on the heap
  struct Unused {};
  auto const net = fresh<Net>();
  auto const bytes = nn::model_bytes(net);
  Renamed other;
  nn::load(bytes, other);
  CHECK(bits(other) == bits(net));
  CHECK(big.size == 5000);
}

TEST_CASE("save, load: a training goes on as if it had not stopped", "[save]") {
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("training.safetensors");
  Set const s(5 * batch + 3);
  Net whole = fresh<Net>(), first = fresh<Net>(), second = fresh<Net>(9);
  auto all = trainer_of(whole, 2.F);
  auto const expected = all.fit(s.x, s.y, {.epochs = 4, .seed = 1});

  auto begin = trainer_of(first, 2.F);
  begin.optimizer().learning_rate = 0.001F;
  begin.fit(s.x, s.y, {.epochs = 2, .seed = 1});
  nn::save(file, begin);

  auto rest = trainer_of(second, 1.F);  // thresholds are those of the file
  rest.optimizer().learning_rate = 0.5F;
  nn::load(file, rest);
  CHECK(rest.epochs_trained() == 2);
  CHECK(rest.loss().threshold.item() == 2.F);                  // ch12-103
  CHECK(std::get<0>(rest.metrics()).threshold.item() == 2.F);  // ch12-151
  CHECK(rest.optimizer().learning_rate.item() == 0.001F);
  auto const found = rest.fit(s.x, s.y, {.epochs = 2, .seed = 1});
  CHECK(bits(second) == bits(whole));
  for (auto const& name : {"loss", "huber_metric", "mean_absolute_error"})
    for (std::size_t epoch : {0U, 1U}) CHECK(found[name][epoch] == expected[name][epoch + 2]);

  // The model of the training, alone.
  Net alone;
  nn::load(file, alone);
  CHECK(bits(alone) == bits(first));
  // A model's file is no training.
  nn::save(file, alone);
  CHECK(words([&] { nn::load(file, rest); }) ==
        file + ": expected a training, found a model alone: nn::load(file, trainer.model()) reads it");
  CHECK(bits(second) == bits(whole));
}

namespace {
struct Dropping : nn::Sequential<tn::Shape<3>, nn::Dense<8, nn::Tanh>, nn::Dropout<0.5>, nn::Dense<2>> {};
}  // namespace

TEST_CASE("save, load: the seed is that of the training, for dropout and the order of rows", "[save]") {
  Set const s(3 * batch + 3);
  auto trained = [](Dropping& net) { return nn::compile<batch>(net, nn::MeanSquaredError{}, nn::Adam{}); };
  Dropping whole = fresh<Dropping>(), first = whole, second = fresh<Dropping>(9);
  auto all = trained(whole);
  auto const expected = all.fit(s.x, s.y, {.epochs = 4, .seed = 77, .verbose = nn::Verbose::silent});
  auto begin = trained(first);
  begin.fit(s.x, s.y, {.epochs = 2, .seed = 77, .verbose = nn::Verbose::silent});
  auto const bytes = nn::model_bytes(begin);

  auto rest = trained(second);
  nn::load(bytes, rest);
  CHECK(rest.seed() == 77);
  auto const found = rest.fit(s.x, s.y, {.epochs = 2, .verbose = nn::Verbose::silent});
  CHECK(bits(second) == bits(whole));
  CHECK(found["loss"][1] == expected["loss"][3]);
  // A fit without a seed goes on with that of the last one; one that is given is taken.
  begin.fit(s.x, s.y, {.epochs = 2, .verbose = nn::Verbose::silent});
  CHECK(bits(first) == bits(whole));
  nn::load(bytes, rest);
  rest.fit(s.x, s.y, {.epochs = 2, .seed = 78, .verbose = nn::Verbose::silent});
  CHECK(bits(second) != bits(whole));
}

TEST_CASE("load: another model is refused with all differences, and nothing is written", "[save]") {
  auto const bytes = nn::model_bytes(fresh<Net>());
  Wider wider = fresh<Wider>();
  auto const before = bits(wider);
  CHECK(words([&] { nn::load(bytes, wider, "net.safetensors"); }) == "net.safetensors: does not fit Wider:\n"
                                                                     "  0.kernel: file [3,4] f32, model [3,5] f32\n"
                                                                     "  0.bias: file [4] f32, model [5] f32\n"
                                                                     "  1.kernel: file [4,2] f32, model [5,2] f32");
  CHECK(bits(wider) == before);
  Deeper deeper;
  CHECK(words([&] { nn::load(bytes, deeper, "f"); }) == "f: does not fit Deeper:\n"
                                                        "  2.kernel: not in the file, model [2,2] f32\n"
                                                        "  2.bias: not in the file, model [2] f32");
  auto const deep = nn::model_bytes(deeper);
  Net net;
  CHECK(words([&] { nn::load(deep, net, "f"); }) == "f: does not fit Net:\n"
                                                    "  2.kernel: file [2,2] f32, not in the model\n"
                                                    "  2.bias: file [2] f32, not in the model\n"
                                                    "  2: file DenseLayer<2,2>, not in the model");
  // The same tensors, another computation.
  Rectified rectified;
  CHECK(words([&] { nn::load(bytes, rectified, "f"); }) == "f: does not fit Rectified:\n"
                                                           "  0: file DenseLayer<3,4,Tanh>, model DenseLayer<3,4,Relu>");
  Block block;
  CHECK_THAT(words([&] { nn::load(bytes, block, "f"); }),
             contains("f: does not fit Block:\n  gain.gain: not in the file, model [3] f32\n") &&
                 contains("\n  chosen: not in the file, model [3] bool\n") &&
                 contains("\n  1.bias: file [2] f32, not in the model"));
}

TEST_CASE("load: another optimizer, another loss", "[save]") {
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("t");
  Net net = fresh<Net>();
  auto const saved = trainer_of(net);
  nn::save(file, saved);
  auto other = nn::compile<batch>(net, nn::MeanSquaredError{}, nn::SGD{});
  auto const text = words([&] { nn::load(file, other); });
  CHECK_THAT(text, contains("loss:threshold: file [] f32, not in the model") &&
                       contains("\n  loss: file HuberLoss, model MeanSquaredError\n  optimizer: file Nadam, model SGD") &&
                       contains("slots:0.kernel.momentum: file [3,4] f32, not in the model") &&
                       contains("metrics:0.threshold: file [] f32, not in the model"));
  auto with_more =
      nn::compile<batch>(net, HuberLoss{}, nn::Nadam{}, HuberMetric{}, nn::MeanAbsoluteError{}, nn::MeanAbsoluteError{});
  CHECK(nn::try_load(file, with_more).problem == "");
}

TEST_CASE("load_weights: names, shapes and dtypes, of any safetensors file", "[save]") {
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("weights.safetensors");
  auto const net = fresh<Net>();
  nn::save(file, net);
  Rectified rectified;
  nn::load_weights(file, rectified);
  CHECK(bits(rectified) == bits(net));
  auto const& l = net.layer<0>();
  auto const& m = net.layer<1>();
  io::save_safetensors(file, {{"fc1.weight", l.kernel}, {"fc1.bias", l.bias}, {"fc2.weight", m.kernel}, {"fc2.bias", m.bias}},
                       {{"format", "pt"}});
  auto const names = [](std::string_view name) {
    std::string const layer = name.starts_with("0.") ? "fc1." : "fc2.";
    return layer + (name.ends_with("kernel") ? "weight" : "bias");
  };
  Net loaded;
  nn::load_weights(file, loaded, names);
  CHECK(bits(loaded) == bits(net));
  CHECK(words([&] { nn::load(file, loaded); }) ==
        file + ": format: expected \"tenon 1\", found \"pt\": no model file of Tenon; nn::load_weights reads weights by their "
               "names from any safetensors file");
  Wider wider;
  CHECK(words([&] { nn::load_weights(file, wider, names); }) == file + ": does not fit Wider:\n"
                                                                       "  fc1.weight: file [3,4] f32, model [3,5] f32\n"
                                                                       "  fc1.bias: file [4] f32, model [5] f32\n"
                                                                       "  fc2.weight: file [4,2] f32, model [5,2] f32");
}

TEST_CASE("load: files that are none, or of another version, or changed by another program", "[save]") {
  tenon_test::TemporaryDirectory const directory;
  Net net = fresh<Net>();
  auto const missing = directory.file("missing");
  CHECK(words([&] { nn::load(missing, net); }) == missing + ": cannot open the file: No such file or directory");
  CHECK(nn::try_load(missing, net).problem == missing + ": cannot open the file: No such file or directory");
  auto const load_text = [&](std::string const& text) { return words([&] { nn::load(tenon_test::bytes_of(text), net, "f"); }); };
  CHECK(load_text("") == "f: expected a safetensors file, found an empty one");
  CHECK(load_text("PK\x03\x04 a zip archive") ==
        "f: header length: expected at most 100000000, found 8800140462016121680: this is no safetensors file");

  auto const bytes = nn::model_bytes(net);
  std::string content(reinterpret_cast<char const*>(bytes.data()), bytes.size());
  auto const resealed = [](std::string text) {
    text.replace(nn::detail::crc_place, 8, 8, '0');
    return text.replace(nn::detail::crc_place, 8, nn::detail::crc_text(text));
  };
  REQUIRE(resealed(content) == content);
  auto newer = content;
  newer.replace(newer.find("tenon 1"), 7, "tenon 2");
  CHECK(load_text(resealed(newer)) == "f: format: expected \"tenon 1\", found \"tenon 2\": written by another version of Tenon");
  auto damaged = content;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  CHECK_THAT(load_text(damaged),
             contains("f: crc32: expected ") && contains("the file is damaged, or another program changed it"));
  CHECK(load_text(resealed(damaged)) == "(fine)");
}
