// SPDX-License-Identifier: MIT
#include "peer_predict.hpp"

#include <dlib/dnn.h>
#include <dlib/revision.h>

#include <algorithm>

namespace bench {
namespace {

// NOLINTBEGIN: dlib reads networks from the end to the begin.
using Image = dlib::input<dlib::matrix<float>>;
template <int N, class S>
using Dense = dlib::relu<dlib::fc<N, S>>;
using DenseNet = dlib::softmax<dlib::fc<10, Dense<100, Image>>>;
using WideNet = dlib::softmax<dlib::fc<10, Dense<512, Dense<512, Image>>>>;
template <int N, int Padding, class S>
using Conv = dlib::add_layer<dlib::max_pool_<2, 2, 2, 2, 0, 0>,
                             dlib::relu<dlib::add_layer<dlib::con_<N, 5, 5, 1, 1, Padding, Padding>, S>>>;
using LeNet = dlib::softmax<dlib::fc<10, Dense<84, Dense<120, Conv<16, 0, Conv<6, 2, Image>>>>>>;
// NOLINTEND

/// A kernel [inputs, units] and its bias, as dlib keeps them too. An image's features change from [rows, columns, channels] to
/// [channels, rows, columns] where `channels` is not one.
template <class Layer>
float const* dense(Layer& layer, float const* from, int inputs, int units, int channels = 1) {
  float* const to = layer.layer_details().get_layer_params().host();
  int const places = inputs / channels;
  for (int i = 0; i < inputs; ++i) std::copy_n(from + i * units, units, to + (i % channels * places + i / channels) * units);
  std::copy_n(from + inputs * units, units, to + inputs * units);
  return from + (inputs + 1) * units;
}
/// A kernel [5, 5, channels, filters] as [filters, channels, 5, 5].
template <class Layer>
float const* conv(Layer& layer, float const* from, int channels, int filters) {
  float* const to = layer.layer_details().get_layer_params().host();
  for (int t = 0; t < 25; ++t)
    for (int c = 0; c < channels; ++c)
      for (int f = 0; f < filters; ++f) to[(f * channels + c) * 25 + t] = *from++;
  std::copy_n(from, filters, to + 25 * channels * filters);
  return from + filters;
}

void load(DenseNet& n, float const* w) {
  w = dense(dlib::layer<3>(n), w, 784, 100);
  dense(dlib::layer<1>(n), w, 100, 10);
}
void load(WideNet& n, float const* w) {
  w = dense(dlib::layer<5>(n), w, 784, 512);
  w = dense(dlib::layer<3>(n), w, 512, 512);
  dense(dlib::layer<1>(n), w, 512, 10);
}
void load(LeNet& n, float const* w) {
  w = conv(dlib::layer<11>(n), w, 1, 6);
  w = conv(dlib::layer<8>(n), w, 6, 16);
  w = dense(dlib::layer<5>(n), w, 400, 120, 16);
  w = dense(dlib::layer<3>(n), w, 120, 84);
  dense(dlib::layer<1>(n), w, 84, 10);
}

template <class Net>
void push(std::vector<Contestant>& to, PredictJob const& p) {
  auto const net = std::make_shared<Net>();
  auto const x = std::make_shared<dlib::resizable_tensor>();
  std::vector<dlib::matrix<float>> rows;
  bool const images = p.network == Network::lenet;
  for (int r = 0; r < p.rows; ++r) {
    dlib::matrix<float> m(images ? 28 : 784, images ? 28 : 1);
    std::copy_n(p.x + r * 784, 784, m.begin());
    rows.push_back(m);
  }
  net->to_tensor(rows.begin(), rows.end(), *x);
  net->forward(*x);  // makes the weights
  load(*net, p.weights);
  to.push_back(predict_contestant("dlib", p, [net, x] { net->forward(*x); }, [net] { return net->get_output().host(); }));
}

[[maybe_unused]] bool const added = add_predict_peer([](PredictJob const& p, std::vector<Contestant>& to) {
  switch (p.network) {
    case Network::small: return;  // it has no selu
    case Network::dense: return push<DenseNet>(to, p);
    case Network::wide: return push<WideNet>(to, p);
    case Network::lenet: return push<LeNet>(to, p);
  }
});
[[maybe_unused]] bool const named = library("dlib", version(DLIB_MAJOR_VERSION, DLIB_MINOR_VERSION));

}  // namespace
}  // namespace bench
