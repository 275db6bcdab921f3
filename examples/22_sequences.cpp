// SPDX-License-Identifier: MIT
// Recurrent networks: handwritten digits read row by row, and an effect that runs sample by sample.
//   22_sequences --data optdigits.tra --test optdigits.tes --epochs 20
#include <tenon/tenon.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace tn = tenon;
namespace nn = tenon::nn;

// [model]
// A digit is a sequence of 8 rows of 8 pixels.
struct DigitNet : nn::Sequential<tn::Shape<8, 8>, nn::GRU<48>, nn::Dense<10>> {};

static_assert(std::is_same_v<DigitNet::output_shape, tn::Shape<10>>);
// [end]

// [effect]
// A distorted low-pass filter, learnt from pieces of 32 samples.
struct Effect : nn::Sequential<tn::Shape<32, 1>, nn::LSTM<8, nn::ReturnSequences>, nn::Dense<1>> {};
// [end]

// [tagger]
// Every step sees the whole sentence: both directions, then attention with heads. Steps of zeros are padding.
struct Tagger : nn::Sequential<tn::Shape<12, 6>, nn::Masking<>, nn::Bidirectional<nn::GRU<8, nn::ReturnSequences>>,
                               nn::MultiHeadAttention<2, 8, nn::Rotary<>>, nn::TimeDistributed<nn::Dense<3, nn::Softmax>>> {};

static_assert(std::is_same_v<Tagger::output_shape, tn::Shape<12, 3>>);
// [end]

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}

struct Options {
  std::string train, test;
  std::size_t epochs = 12;
};

struct Digits {
  tn::data::Rows<float, 8, 8> x;
  tn::data::Rows<std::uint8_t> y;  // the number of the class
};

// 64 pixels from 0 to 16 and the class, with a line of names in front.
Digits read_digits(std::string const& file) {
  auto const rows = tn::io::read_csv(file).rows<float, 65>();
  Digits d{tn::data::Rows<float, 8, 8>(rows.rows()), tn::data::Rows<std::uint8_t>(rows.rows())};
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (std::size_t k = 0; k < 64; ++k) d.x.row(i)[k] = rows.row(i)[k] / 16;
    d.y.row(i)[0] = static_cast<std::uint8_t>(rows.row(i)[64]);
  }
  return d;
}
// Without files: ten shapes of seven strokes, under noise.
Digits make_digits(std::size_t rows, std::uint64_t seed) {
  constexpr unsigned strokes[] = {0x77, 0x24, 0x5d, 0x6d, 0x2e, 0x6b, 0x7b, 0x25, 0x7f, 0x6f};
  tn::Philox const random(seed);
  Digits d{tn::data::Rows<float, 8, 8>(rows), tn::data::Rows<std::uint8_t>(rows)};
  for (std::size_t i = 0; i < rows; ++i) {
    unsigned const digit = static_cast<unsigned>(10 * random.uniform(i, 1)), s = strokes[digit];
    auto const x = d.x.row(i);
    for (std::size_t k = 0; k < 64; ++k) x[k] = 0.4F * random.uniform(64 * i + k, 2);
    for (std::size_t k = 2; k < 6; ++k) {
      x[8 + k] += float(s & 1U);
      x[8 * 4 + k] += float(s >> 3 & 1U);
      x[8 * 7 + k] += float(s >> 6 & 1U);
    }
    for (std::size_t k = 0; k < 3; ++k) {
      x[8 * (2 + k) + 1] += float(s >> 1 & 1U);
      x[8 * (2 + k) + 6] += float(s >> 2 & 1U);
      x[8 * (5 + k) + 1] += float(s >> 4 & 1U);
      x[8 * (5 + k) + 6] += float(s >> 5 & 1U);
    }
    d.y.row(i)[0] = static_cast<std::uint8_t>(digit);
  }
  return d;
}

void digits(Options const& options) {
  bool const real = !options.train.empty();
  Digits const train = real ? read_digits(options.train) : make_digits(2000, 1);
  Digits const test = real ? read_digits(options.test) : make_digits(500, 2);
  // [train]
  DigitNet net;
  tn::initialize(net, 7);
  nn::Adam adam;
  adam.learning_rate = 0.004F;
  auto trainer =
      nn::compile<32>(net, nn::SparseCategoricalCrossentropy<nn::from_logits>{}, adam, nn::SparseCategoricalAccuracy{});
  auto const history = trainer.fit(train.x, train.y, {.epochs = options.epochs, .seed = 3, .verbose = nn::Verbose::silent});
  double const accuracy = trainer.evaluate(test.x, test.y)["sparse_categorical_accuracy"];
  // [end]
  double seconds = 0;
  for (double const s : history.seconds) seconds += s;
  std::printf("digits: %zu epochs of %zu rows in %.1f s, %.1f us a step; test accuracy %.2f %%\n", options.epochs, train.x.rows(),
              seconds, history.ns_per_step() / 1000, 100 * accuracy);
  check(accuracy > (real ? options.epochs < 10 ? 0.9 : 0.95 : 0.95), "accuracy");
}

// What the effect is to sound like.
struct Filter {
  float state = 0;
  float operator()(float x) {
    state += 0.3F * (x - state);
    return std::tanh(3 * state);
  }
};

void effect() {
  tn::Philox const random(5);
  tn::data::Rows<float, 32, 1> x(3000), y(3000);
  for (std::size_t i = 0; i < x.rows(); ++i) {
    Filter filter;
    float const level = random.uniform(i, 1), pitch = 0.05F + 0.9F * random.uniform(i, 2);
    for (std::size_t t = 0; t < 32; ++t) {
      x.row(i)[t] = level * std::sin(pitch * float(t)) + 0.3F * (random.uniform(32 * i + t, 3) - 0.5F);
      y.row(i)[t] = filter(x.row(i)[t]);
    }
  }
  Effect model;
  tn::initialize(model, 1);
  nn::Adam adam;
  adam.learning_rate = 0.01F;
  auto trainer = nn::compile<50>(model, nn::MeanSquaredError{}, adam);
  auto const history = trainer.fit(x, y, {.epochs = 12, .seed = 1, .verbose = nn::Verbose::silent});

  // [voice]
  // The model is shared, and constant. A voice is its state: a value, as many of them as there are channels.
  auto left = nn::initial_state(model), right = nn::initial_state(model);
  static_assert(sizeof(left) < 1024);
  Filter filters[2];
  double error = 0;
  for (int t = 0; t < 2000; ++t) {
    float const in[2] = {0.8F * std::sin(0.11F * float(t)), 0.4F * std::sin(0.37F * float(t) + 1)};
    tn::Tensor<float, 1> const l = nn::step(model, tn::Tensor<float, 1>{in[0]}, left);
    tn::Tensor<float, 1> const r = nn::step(model, tn::Tensor<float, 1>{in[1]}, right);
    error += std::pow(l(0) - filters[0](in[0]), 2) + std::pow(r(0) - filters[1](in[1]), 2);
  }
  // [end]
  std::printf("effect: mean squared error %.5f in training, %.5f sample by sample\n", history["loss"].back(), error / 4000);
  check(error / 4000 < 0.01, "effect");
}

void tagger() {
  Tagger net;
  tn::initialize(net, 2);
  tn::Tensor<float, 1, 12, 6> sentence, longer;
  for (std::size_t t = 0; t < 7; ++t)
    for (std::size_t f = 0; f < 6; ++f) sentence(0, t, f) = longer(0, t, f) = float((t * 5 + f * 3) % 7) * 0.2F + 0.1F;
  for (std::size_t f = 0; f < 6; ++f) longer(0, 9, f) = 1;
  auto const tags = net(sentence), others = net(longer);
  check(std::fabs(tags(0, 3, 0) + tags(0, 3, 1) + tags(0, 3, 2) - 1) < 1e-5F, "tags are probabilities");
  check(std::fabs(tags(0, 3, 0) - others(0, 3, 0)) > 1e-6F, "every step sees the whole sentence");
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string_view const flag = argv[i];
    if (flag == "--data") options.train = argv[i + 1];
    if (flag == "--test") options.test = argv[i + 1];
    if (flag == "--epochs") options.epochs = static_cast<std::size_t>(std::strtoul(argv[i + 1], nullptr, 10));
  }
  digits(options);
  effect();
  tagger();
}
