// SPDX-License-Identifier: MIT
#include "peer_conv.hpp"

#include <oneapi/dnnl/dnnl.hpp>

#include <unordered_map>

namespace bench {
namespace {

using namespace dnnl;
using Tag = memory::format_tag;
using Dims = memory::dims;

/// A primitive whose operands were brought beforehand into the order of memory that it likes, and whose result stays in it.
class Layer {
 public:
  explicit Layer(ConvJob const& j, algorithm a = algorithm::convolution_auto) : j_(j), algorithm_(a) {
    if (j.kind == Sliding::input_gradient)
      set<convolution_backward_data>({{algorithm_, x(), kernel(), y(), stride(), before(), after()}, engine_, forward()},
                                     {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS}, DNNL_ARG_DIFF_SRC);
    else if (j.kind == Sliding::kernel_gradient)
      set<convolution_backward_weights>({{algorithm_, x(), kernel(), y(), stride(), before(), after()}, engine_, forward()},
                                        {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST}, DNNL_ARG_DIFF_WEIGHTS);
    else if (!j.pools())
      set<convolution_forward>(forward(), {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS}, DNNL_ARG_DST);
    else
      set<pooling_forward>({{prop_kind::forward_inference,
                             j.kind == Sliding::max_pool ? algorithm::pooling_max : algorithm::pooling_avg_exclude_padding,
                             plain_x(),
                             y(),
                             stride(),
                             {j.taps[0], j.taps[1]},
                             before(),
                             after()},
                            engine_},
                           {DNNL_ARG_SRC}, DNNL_ARG_DST);
  }
  void operator()() {
    primitive_.execute(stream_, arguments_);
    stream_.wait();
  }
  float const* result() {
    int const which = j_.kind == Sliding::input_gradient    ? DNNL_ARG_DIFF_SRC
                      : j_.kind == Sliding::kernel_gradient ? DNNL_ARG_DIFF_WEIGHTS
                                                            : DNNL_ARG_DST;
    result_ = moved(arguments_.at(which), memory(plain(which), engine_));
    return static_cast<float const*>(result_.get_data_handle());
  }

 private:
  ConvJob j_;
  algorithm algorithm_;
  engine engine_{engine::kind::cpu, 0};
  stream stream_{engine_};
  primitive primitive_;
  std::unordered_map<int, memory> arguments_;
  memory result_;

  static memory::desc desc(Dims const& d, Tag tag = Tag::any) { return {d, memory::data_type::f32, tag}; }
  Dims x_dims() const { return {j_.batch, j_.channels, j_.size[0], j_.size[1]}; }
  Dims y_dims() const { return {j_.batch, j_.filters, j_.windows(0), j_.windows(1)}; }
  Dims kernel_dims() const {
    if (j_.kind == Sliding::depthwise) return {j_.channels, 1, 1, j_.taps[0], j_.taps[1]};
    return {j_.filters, j_.channels, j_.taps[0], j_.taps[1]};
  }
  memory::desc x() const { return desc(x_dims()); }
  memory::desc plain_x() const { return desc(x_dims(), Tag::nhwc); }
  memory::desc y() const { return desc(y_dims()); }
  memory::desc kernel() const { return desc(kernel_dims()); }
  Dims stride() const { return {j_.stride, j_.stride}; }
  Dims before() const { return {j_.before[0], j_.before[1]}; }
  Dims after() const { return {j_.after[0], j_.after[1]}; }

  convolution_forward::primitive_desc forward() {
    auto const kind =
        j_.kind == Sliding::conv || j_.kind == Sliding::depthwise ? prop_kind::forward_inference : prop_kind::forward_training;
    return {{kind, algorithm_, x(), kernel(), y(), stride(), before(), after()}, engine_};
  }

  /// How our memory is ordered.
  memory::desc plain(int which) const {
    if (which == DNNL_ARG_SRC || which == DNNL_ARG_DIFF_SRC) return plain_x();
    if (which == DNNL_ARG_DST || which == DNNL_ARG_DIFF_DST) return desc(y_dims(), Tag::nhwc);
    return desc(kernel_dims(), j_.kind == Sliding::depthwise ? Tag::hwigo : Tag::hwio);
  }
  float* ours(int which) const {
    if (which == DNNL_ARG_SRC) return j_.x;
    return which == DNNL_ARG_DIFF_DST ? j_.y : j_.kernel;
  }
  memory moved(memory from, memory to) {
    reorder(from, to).execute(stream_, from, to);
    stream_.wait();
    return to;
  }
  template <class Primitive>
  void set(typename Primitive::primitive_desc const& chosen, std::initializer_list<int> operands, int result) {
    for (int const o : operands)
      arguments_.emplace(o, moved(memory(plain(o), engine_, ours(o)), memory(chosen.query_md(query::exec_arg_md, o), engine_)));
    arguments_.emplace(result, memory(chosen.query_md(query::exec_arg_md, result), engine_));
    primitive_ = Primitive(chosen);
  }
};

[[maybe_unused]] bool const added = add_conv_peer([](ConvJob const& j, std::vector<Contestant>& to) {
  auto const layer = std::make_shared<Layer>(j);
  to.push_back(conv_contestant("oneDNN", j, [layer] { (*layer)(); }, [layer] { return layer->result(); }));
  if (!j.predicts) return;
  try {  // not on every processor
    auto const winograd = std::make_shared<Layer>(j, algorithm::convolution_winograd);
    to.push_back(conv_contestant("oneDNN Winograd", j, [winograd] { (*winograd)(); }, [winograd] { return winograd->result(); }));
  } catch (dnnl::error const&) {}
});

}  // namespace
}  // namespace bench
