// SPDX-License-Identifier: MIT
#include "peer_torch.hpp"

#include "harness.hpp"

#include <torch/torch.h>

#include <cmath>
#include <vector>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace bench {
namespace {

namespace F = torch::nn::functional;

class Trainer : public TorchTrainer {
 public:
  Trainer(TorchNetwork network, int batch, float const* weights) : network_(network), batch_(batch) {
    at::set_num_threads(1);
#if defined(__GLIBC__)
    // Its large buffers are allocated anew in every step: without this most of the time would be the kernel's, for their pages.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
    switch (network) {
      case TorchNetwork::small:
        dense(weights, 8, 30);
        dense(weights, 30, 1);
        break;
      case TorchNetwork::dense:
        dense(weights, 784, 100);
        dense(weights, 100, 10);
        break;
      case TorchNetwork::lenet:
        conv(weights, 1, 6);
        conv(weights, 6, 16);
        // Images are [channels, rows, columns] here and [rows, columns, channels] there: their rows of the kernel move.
        dense(weights, 400, 120);
        p_[4] = p_[4].view({120, 25, 16}).permute({0, 2, 1}).contiguous().view({120, 400});
        dense(weights, 120, 84);
        dense(weights, 84, 10);
    }
    for (torch::Tensor& p : p_) p.set_requires_grad(true);
    optimizer_ = std::make_unique<torch::optim::Adam>(p_, torch::optim::AdamOptions(1e-3));
  }

  void add_batch(float const* x, float const* y) override {
    add_inputs(x);
    y_.push_back(torch::from_blob(const_cast<float*>(y), {batch_, 1}));
  }
  void add_batch(float const* x, std::int32_t const* classes) override {
    add_inputs(x);
    y_.push_back(torch::from_blob(const_cast<std::int32_t*>(classes), {batch_}, torch::kInt32).to(torch::kInt64));
  }

  float step(int s) override {
    std::size_t const i = static_cast<std::size_t>(s);
    torch::Tensor const out = model(x_[i]);
    torch::Tensor const loss = network_ == TorchNetwork::small ? F::mse_loss(out, y_[i]) : F::cross_entropy(out, y_[i]);
    // Keras adds epsilon to the root of the plain second moment, PyTorch to that of the corrected one.
    static_cast<torch::optim::AdamOptions&>(optimizer_->param_groups()[0].options()).eps(1e-7 / std::sqrt(1 - (power_ *= 0.999)));
    optimizer_->zero_grad();
    loss.backward();
    optimizer_->step();
    return loss.item<float>();
  }

 private:
  TorchNetwork network_;
  std::int64_t batch_;
  std::vector<torch::Tensor> p_, x_, y_;
  std::unique_ptr<torch::optim::Adam> optimizer_;
  double power_ = 1;  ///< beta_2 to the number of steps

  void add_inputs(float const* x) {
    std::vector<std::int64_t> shape{batch_, network_ == TorchNetwork::small ? 8 : 784};
    if (network_ == TorchNetwork::lenet) shape = {batch_, 1, 28, 28};
    x_.push_back(torch::from_blob(const_cast<float*>(x), shape));
  }
  torch::Tensor take(float const*& weights, std::vector<std::int64_t> const& shape) {
    torch::Tensor const t = torch::from_blob(const_cast<float*>(weights), shape);
    weights += t.numel();
    return t;
  }
  void dense(float const*& weights, int inputs, int units) {
    p_.push_back(take(weights, {inputs, units}).t().clone(torch::MemoryFormat::Contiguous));
    p_.push_back(take(weights, {units}).clone());
  }
  void conv(float const*& weights, int channels, int filters) {
    p_.push_back(take(weights, {5, 5, channels, filters}).permute({3, 2, 0, 1}).clone(torch::MemoryFormat::Contiguous));
    p_.push_back(take(weights, {filters}).clone());
  }

  torch::Tensor model(torch::Tensor x) const {
    switch (network_) {
      case TorchNetwork::small: return torch::linear(torch::selu(torch::linear(x, p_[0], p_[1])), p_[2], p_[3]);
      case TorchNetwork::dense: return torch::linear(torch::relu(torch::linear(x, p_[0], p_[1])), p_[2], p_[3]);
      case TorchNetwork::lenet: break;
    }
    x = torch::max_pool2d(torch::relu(torch::conv2d(x, p_[0], p_[1], 1, 2)), 2);
    x = torch::max_pool2d(torch::relu(torch::conv2d(x, p_[2], p_[3])), 2).flatten(1);
    x = torch::relu(torch::linear(x, p_[4], p_[5]));
    return torch::linear(torch::relu(torch::linear(x, p_[6], p_[7])), p_[8], p_[9]);
  }
};

[[maybe_unused]] bool const named = library("PyTorch", TORCH_VERSION);

}  // namespace

std::unique_ptr<TorchTrainer> torch_trainer(TorchNetwork network, int batch, float const* weights) {
  return std::make_unique<Trainer>(network, batch, weights);
}

}  // namespace bench
