// SPDX-License-Identifier: MIT
#pragma once

/// What models are made of: layers, initializers, activations and losses.

// The header with assertions first: "included from" is then one line less in a message.
// clang-format off
#include <tenon/nn/sequential.hpp>
// clang-format on
#include <tenon/nn/activation.hpp>
#include <tenon/nn/axis_activation.hpp>
#include <tenon/nn/initializer.hpp>
#include <tenon/nn/layer/activation.hpp>
#include <tenon/nn/layer/attention.hpp>
#include <tenon/nn/layer/batch_normalization.hpp>
#include <tenon/nn/layer/bidirectional.hpp>
#include <tenon/nn/layer/block_sparse_dense.hpp>
#include <tenon/nn/layer/conv.hpp>
#include <tenon/nn/layer/conv_lstm.hpp>
#include <tenon/nn/layer/conv_transpose.hpp>
#include <tenon/nn/layer/dense.hpp>
#include <tenon/nn/layer/depthwise_conv.hpp>
#include <tenon/nn/layer/dropout.hpp>
#include <tenon/nn/layer/einsum_dense.hpp>
#include <tenon/nn/layer/embedding.hpp>
#include <tenon/nn/layer/frozen.hpp>
#include <tenon/nn/layer/global_pooling.hpp>
#include <tenon/nn/layer/group_normalization.hpp>
#include <tenon/nn/layer/gru.hpp>
#include <tenon/nn/layer/identity.hpp>
#include <tenon/nn/layer/integer_lookup.hpp>
#include <tenon/nn/layer/layer_normalization.hpp>
#include <tenon/nn/layer/lstm.hpp>
#include <tenon/nn/layer/masking.hpp>
#include <tenon/nn/layer/merging.hpp>
#include <tenon/nn/layer/multi_head_attention.hpp>
#include <tenon/nn/layer/packed_dense.hpp>
#include <tenon/nn/layer/pooling.hpp>
#include <tenon/nn/layer/position.hpp>
#include <tenon/nn/layer/prelu.hpp>
#include <tenon/nn/layer/preprocessing.hpp>
#include <tenon/nn/layer/random_flip.hpp>
#include <tenon/nn/layer/resampling.hpp>
#include <tenon/nn/layer/reshaping.hpp>
#include <tenon/nn/layer/simple_rnn.hpp>
#include <tenon/nn/layer/spectral_normalization.hpp>
#include <tenon/nn/layer/stacked_rnn_cells.hpp>
#include <tenon/nn/layer/time_distributed.hpp>
#include <tenon/nn/layer/two_of_four_dense.hpp>
#include <tenon/nn/loss/huber.hpp>
#include <tenon/nn/loss/mean_squared_error.hpp>
#include <tenon/nn/voice.hpp>
