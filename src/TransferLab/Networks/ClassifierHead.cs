namespace TransferLab.Networks;

/// <summary>The new classifier on top of a backbone: pooling where the features are not yet a vector, then the layers
/// of its <see cref="HeadSpec"/>, then one linear layer <c>logits[N,K] = x[N,F] weight[K,F]^T + bias[K]</c>.</summary>
internal sealed record ClassifierHead
{
    /// <summary>The vector <c>[N,F]</c> that the head reads, after pooling.</summary>
    public required string Features { get; init; }
    /// <summary>F.</summary>
    public required int FeatureCount { get; init; }
    /// <summary>The class scores <c>[N,K]</c>, an output of the graph.</summary>
    public required string Logits { get; init; }
    /// <summary>What it was built from.</summary>
    public required HeadSpec Spec { get; init; }
    /// <summary>The linear layers in order; the last one makes the logits.</summary>
    public required IReadOnlyList<HeadTensors> Layers { get; init; }
    /// <summary>Where training drops values, in order; empty without dropout.</summary>
    public required IReadOnlyList<HeadDropout> Dropouts { get; init; }

    /// <summary>Everything that trains, in order.</summary>
    public IEnumerable<string> Trainables => Layers.SelectMany(l => (string[])[l.Weight, l.Bias]);

    /// <summary>Appends a head to a model, in place. Weights are a function of the seed alone and never equal, since equal units
    /// would learn the same. The last layer, and a hidden one without activation, starts uniform in ±1/sqrt(inputs), bias too, as
    /// PyTorch's Linear does (Kaiming uniform with a = sqrt 5). A hidden layer before tanh or sigmoid starts uniform as Glorot and
    /// Bengio, before the other activations uniform as He et al., with biases of 0. The model's outputs become the logits.</summary>
    /// <param name="model">The model to extend.</param>
    /// <param name="featureValue">Its features: a vector <c>[N,F]</c>, a map or tokens; the shape can be worked out.</param>
    /// <param name="options">Classes, seed, layers.</param>
    /// <exception cref="InvalidOperationException">The features have no shape a head can go on.</exception>
    public static ClassifierHead Append(OnnxModel model, string featureValue, ClassifierHeadOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Classes, 1);
        var builder = new GraphBuilder(model.Graph, ShapeTable.Infer(model));
        var rank = builder.Shapes.Shape(featureValue).Rank;
        var features = FeaturePooling.Append(builder, featureValue, options.ChannelAxis ?? (rank == 3 ? 2 : 1));
        var shape = builder.Shapes.Shape(features);
        if (!shape[1].IsKnown || shape[1].Value == 0)
            throw new InvalidOperationException($"The number of features in '{features}' {shape} is not known.");
        var writer = new Writer(builder, options.Seed, features, (int)shape[1].Value);
        writer.Write(options.Spec);
        var logits = writer.Last(options.Classes);
        model.Graph.Outputs.Clear();
        model.Graph.Outputs.Add(new ValueInfo(logits, ElementType.Float, new Shape(shape[0], options.Classes)));
        return new()
        {
            Features = features,
            FeatureCount = (int)shape[1].Value,
            Logits = logits,
            Spec = options.Spec,
            Layers = writer.Layers,
            Dropouts = writer.Dropouts
        };
    }

    /// <summary>Appends a linear head to a model, in place; see the other overload.</summary>
    public static ClassifierHead Append(OnnxModel model, string featureValue, int classes, ulong seed) =>
        Append(model, featureValue, new ClassifierHeadOptions { Classes = classes, Seed = seed });

    private sealed class Writer(GraphBuilder builder, ulong seed, string value, int width)
    {
        public List<HeadTensors> Layers { get; } = [];

        public List<HeadDropout> Dropouts { get; } = [];

        public void Write(HeadSpec spec)
        {
            for (var i = 0; i < spec.Layers.Length; i++)
                switch (spec.Layers[i])
                {
                    case LinearLayer linear:
                        var name = string.Create(CultureInfo.InvariantCulture, $"head.hidden{Layers.Count + 1}");
                        var activation = spec.Layers.Skip(i + 1).TakeWhile(l => l is not LinearLayer).OfType<ActivationLayer>().FirstOrDefault();
                        Linear(name, builder.NewName(name), linear.Units, activation?.Kind);
                        break;
                    case ActivationLayer a:
                        value = Activations.Append(builder, a.Kind, value);
                        break;
                    case DropoutLayer { Rate: > 0 } d:
                        var mask = builder.NewName(string.Create(CultureInfo.InvariantCulture, $"head.dropout{Dropouts.Count + 1}.mask"));
                        Dropouts.Add(new(value, mask, width, d.Rate, Dropouts.Count));
                        break;
                }
        }

        public string Last(int classes)
        {
            Linear("head", builder.NewName("logits"), classes, null);
            return value;
        }

        private void Linear(string name, string output, int units, ActivationKind? activation)
        {
            // The draws go by the layer's own name, whatever names the backbone has taken.
            string weightName = $"{name}.weight", biasName = $"{name}.bias";
            float[] weight = new float[checked((long)units * width)], bias = new float[units];
            if (activation is null)
            {
                WeightInitializer.FanInUniform(weight, width, seed, weightName);
                WeightInitializer.FanInUniform(bias, width, seed, biasName);
            }
            else if (Activations.Saturates(activation.Value))
            {
                WeightInitializer.GlorotUniform(weight, width, units, seed, weightName);
            }
            else
            {
                WeightInitializer.HeUniform(weight, width, seed, weightName);
            }
            var tensors = new HeadTensors(builder.NewName(weightName), builder.NewName(biasName));
            builder.Graph.Initializers.Add(tensors.Weight, Tensor.From(weight, units, width));
            builder.Graph.Initializers.Add(tensors.Bias, Tensor.From(bias, units));
            value = builder.AddNamed(output, "Gemm", [value, tensors.Weight, tensors.Bias], NodeAttribute.Int("transB", 1));
            width = units;
            Layers.Add(tensors);
        }
    }
}

/// <summary>How a classifier head is built.</summary>
internal sealed record ClassifierHeadOptions
{
    /// <summary>Number of classes K, at least 1 (multi-label) or 2 (single-label).</summary>
    public required int Classes { get; init; }
    /// <summary>Seed of the initial weights.</summary>
    public ulong Seed { get; init; }
    /// <summary>What comes between the features and the last linear layer. Default: nothing.</summary>
    public HeadSpec Spec { get; init; } = HeadSpec.Linear;
    /// <summary>Axis of the features that holds the channels: 1 for <c>[N,C,H,W]</c> (the default) and vectors, the last for tokens and
    /// <c>[N,H,W,C]</c>.</summary>
    public int? ChannelAxis { get; init; }
}

/// <summary>The initializers of one linear layer of a head.</summary>
/// <param name="Weight">Name of the matrix, <c>[units,inputs]</c>.</param>
/// <param name="Bias">Name of the bias, <c>[units]</c>.</param>
internal sealed record HeadTensors(string Weight, string Bias);
