// SPDX-License-Identifier: MIT
// Convolutions, pools, patches and resampling: a small digit reader, its gradient, and a streaming filter.
#include <tenon/tenon.hpp>

#include <cstdio>
#include <cstdlib>

namespace tn = tenon;

namespace {

void check(bool right, char const* what) {
  if (right) return;
  std::fprintf(stderr, "wrong: %s\n", what);
  std::exit(1);
}

// [network]
struct Reader {                        // a module like any other: 8x8 images in, ten scores out
  tn::Param<float, 3, 3, 1, 8> edges;  // [taps, taps, channels, filters]
  tn::Param<float, 8> edges_bias;
  tn::Param<float, 3, 3, 8, 16> parts;
  tn::Param<float, 16, 10> scores;
  TENON_MODULE(Reader, edges, edges_bias, parts, scores);
  constexpr auto call(auto const& image) const {
    auto a = tn::relu(tn::conv2d(image, edges, tn::same) + edges_bias);    // [n, 8, 8, 8]
    auto b = tn::relu(tn::conv2d(tn::max_pool2d<2>(a), parts, tn::same));  // [n, 4, 4, 16]
    return tn::matmul(tn::global_avg_pool(b), scores);                     // [n, 10]
  }
};
// [end]

constexpr auto loss = [](auto const& reader, auto const& image, auto const& label) {
  return -tn::mean(tn::sum<1>(tn::log_softmax(reader.call(image)) * label));
};

void network() {
  Reader reader;
  tn::initialize(reader, 1);
  tn::Tensor<float, 4, 8, 8, 1> image;
  for (std::size_t i = 0; i < image.size; ++i) image.data()[i] = static_cast<float>(i * 7 % 16) / 16;
  tn::Tensor<float, 4, 10> const label = tn::one_hot<10>(tn::Tensor<int, 4>{3, 1, 4, 1});
  float before = 0, after = 0;
  for (int step = 0; step < 20; ++step) {
    auto const [value, gradient] = tn::value_and_grad<0>(loss)(reader, image, label);
    if (step == 0) before = value.item();
    after = value.item();
    reader.edges -= 0.5f * gradient.get<"edges">();
    reader.edges_bias -= 0.5f * gradient.get<"edges_bias">();
    reader.parts -= 0.5f * gradient.get<"parts">();
    reader.scores -= 0.5f * gradient.get<"scores">();
  }
  check(after < before, "the loss falls");
}

void shapes() {
  tn::Tensor<float, 1, 6, 8, 3> x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = static_cast<float>(i % 5);
  // [options]
  tn::Tensor<float, 3, 3, 3, 4> const kernel = tn::full<float, 3, 3, 3, 4>(0.5f);
  tn::Tensor<float, 1, 4, 6, 4> const valid = tn::conv2d(x, kernel);
  tn::Tensor<float, 1, 3, 4, 4> const half = tn::conv2d(x, kernel, tn::stride<2>, tn::same);
  tn::Tensor<float, 1, 6, 8, 4> const wide = tn::conv2d(x, kernel, tn::dilation<2>, tn::padding<2>);
  tn::Tensor<float, 1, 6, 8, 3> const each = tn::depthwise_conv2d(x, tn::ones<float, 3, 3, 3, 1>(), tn::same);
  tn::Tensor<float, 1, 12, 16, 5> const up = tn::conv2d_transpose(x, tn::ones<float, 2, 2, 5, 3>(), tn::stride<2>);
  tn::Tensor<float, 1, 3, 4, 3> const means = tn::avg_pool2d<2>(x);
  tn::Tensor<float, 1, 2, 2, 3> const bins = tn::adaptive_max_pool<2, 2>(x);
  tn::Tensor<float, 1, 4, 6, 3, 3, 3> const patches = tn::unfold<3, 3>(x);  // a view: nothing was copied
  tn::Tensor<float, 1, 12, 16, 3> const larger = tn::resize<12, 16>(x);
  // [end]
  check(each.data()[0] >= 0 && up.data()[0] == x.data()[0] + x.data()[1] + x.data()[2], "transposed");
  check(means.data()[0] == (x.data()[0] + x.data()[3] + x.data()[24] + x.data()[27]) / 4, "a mean of four");
  check(bins.data()[0] == 4 && patches.data()[0] == x.data()[0] && larger.data()[0] == x.data()[0], "views");
  check(valid.size == 96 && half.size == 48 && wide.data()[0] >= 0, "strided and dilated");
}

// [causal]
constexpr auto smooth = [](auto const& signal, auto const& taps) {  // no window sees what comes after its last element
  return tn::conv1d(signal, taps, tn::causal);
};
// [end]

void filter() {
  tn::Tensor<float, 1, 6, 1> const signal = tn::reshape<1, 6, 1>(tn::Tensor<float, 6>{0, 0, 4, 0, 0, 0});
  tn::Tensor<float, 3, 1, 1> const taps = tn::reshape<3, 1, 1>(tn::Tensor<float, 3>{0.25f, 0.25f, 0.5f});
  tn::Tensor<float, 6> const y = tn::flatten(smooth(signal, taps));
  check(y.data()[1] == 0 && y.data()[2] == 2 && y.data()[3] == 1 && y.data()[4] == 1, "an impulse is only seen later");
}

}  // namespace

int main() {
  network();
  shapes();
  filter();
  std::puts("convolutions, pools, patches and resampling: as they should be");
}
