using TransferLab.Autodiff.Rewriting;
using TransferLab.Autodiff.Rewriting.Kernels;

namespace TransferLab.Autodiff;

/// <summary>
/// A forward model with its loss and the gradients of everything that trains, as one ONNX model of default-domain operators
/// (unless <see cref="TrainingGraphOptions.Kernels"/> asks for others): the training step that the runtime executes. Trainable tensors are graph inputs, so
/// that nothing folds them away; what is frozen stays constant.
/// </summary>
public sealed class TrainingGraph
{
    private TrainingGraph(OnnxModel model, string input, string target, string loss, string logits, IReadOnlyList<TrainableTensor> trainables,
        IReadOnlyList<MovingStatistic> statistics)
    {
        Model = model;
        InputName = input;
        TargetName = target;
        LossName = loss;
        LogitsName = logits;
        Trainables = trainables;
        Statistics = statistics;
    }

    /// <summary>The model. Inputs: <see cref="InputName"/>, <see cref="TargetName"/>, the extra feeds, then the trainable tensors. Outputs:
    /// <see cref="LossName"/>,
    /// <see cref="LogitsName"/>, the gradients in the order of <see cref="Trainables"/>, the next values of <see cref="Statistics"/>, then the extra outputs
    /// asked for.</summary>
    public OnnxModel Model { get; }

    /// <summary>The input that takes a batch: pixels or features, first dimension N.</summary>
    public string InputName { get; }

    /// <summary>The input that takes the targets, float32 [N,K].</summary>
    public string TargetName { get; }

    /// <summary>The output with the loss of the batch, a scalar without dimensions.</summary>
    public string LossName { get; }

    /// <summary>The output with the logits, float32 [N,K].</summary>
    public string LogitsName { get; }

    /// <summary>What trains, in the order asked for.</summary>
    public IReadOnlyList<TrainableTensor> Trainables { get; }

    /// <summary>Running statistics that move, in the order asked for.</summary>
    public IReadOnlyList<MovingStatistic> Statistics { get; }

    /// <summary>Builds the training graph of a forward model, which is left unchanged.</summary>
    /// <param name="forward">The model from one input, and the extra feeds, to the logits; operator set at least <see cref="GradientBuilder.MinimumOpset"/>,
    /// float32 weights.</param>
    /// <param name="options">Logits, loss and what trains.</param>
    /// <exception cref="ArgumentException">The options do not fit the model; the message says which.</exception>
    /// <exception cref="GradientNotDefinedException">No gradient can flow through a node between a trainable tensor and the logits.</exception>
    public static TrainingGraph Build(OnnxModel forward, TrainingGraphOptions options)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(options);
        var model = forward.Clone();
        var graph = model.Graph;
        var input = SoleFeed(graph, options);
        Check(model, options);
        InitializerInputs.Free(graph, options.Trainables);
        if (options.BatchSize is { } batch)
        {
            foreach (var feed in graph.Feeds.Where(f => options.ExtraFeeds.Contains(f.Name)).ToArray())
                FixBatch(graph, feed, batch);
            input = FixBatch(graph, input, batch);
        }
        var statistics = BatchNormTraining.Apply(graph, options.MovingStatistics);
        // What follows the logits (a softmax, a second head) is no part of the training step.
        graph.Outputs.Clear();
        graph.Outputs.AddRange(statistics.Select(s => s.NextName).Concat(options.ExtraOutputs).Prepend(options.Logits)
            .Select(o => new ValueInfo(o, ElementType.Float, null)));
        DeadNodes.Remove(graph);
        if (options.FoldBatchNorm)
            BatchNormFolding.Apply(graph, model.Opset);

        var shapes = ShapeTable.Infer(model);
        if (!shapes.Knows(options.Logits))
            throw new ArgumentException($"The shape of the logits '{options.Logits}' cannot be worked out.", nameof(options));
        string[] moving = [.. options.Trainables, .. statistics.Select(s => s.Name)];
        KernelRewriting.Chain(graph, shapes, options.Kernels, moving);
        var builder = new GraphBuilder(graph, shapes);
        var target = builder.NewName("target");
        graph.Inputs.Insert(graph.Inputs.IndexOf(input) + 1, new ValueInfo(target, shapes.Type(options.Logits), shapes.Shape(options.Logits)));
        shapes.Set(target, shapes.Type(options.Logits), shapes.Shape(options.Logits));
        builder.Scope = "loss";
        var loss = options.Loss.Append(builder, options.Logits, target);
        if (shapes.Shape(loss).Rank != 0)
            throw new ArgumentException($"The loss {options.Loss.Name} gave a value of shape {shapes.Shape(loss)}; a scalar without dimensions is needed.",
                nameof(options));
        var lossName = builder.AddNamed(builder.NewName("loss"), "Identity", [loss]);
        builder.Scope = "";
        var gradients = GradientBuilder.Build(builder, loss, options.Trainables,
            (options.Registry ?? GradientRegistry.Default).WithKernels(options.Kernels));

        var outputs = NameGradients(builder, options, gradients);
        var trainables = options.Trainables.Select(name => new TrainableTensor(name, shapes.Shape(name).ToLongs(), outputs[name])).ToArray();
        graph.Outputs.Clear();
        graph.Outputs.Add(new ValueInfo(lossName, shapes.Type(loss), Shape.Scalar));
        graph.Outputs.Add(new ValueInfo(options.Logits, shapes.Type(options.Logits), shapes.Shape(options.Logits)));
        graph.Outputs.AddRange(trainables.Select(t => new ValueInfo(t.GradientName, shapes.Type(t.Name), Shape.Of(t.Shape))));
        graph.Outputs.AddRange(statistics.Select(s => s.NextName).Concat(options.ExtraOutputs)
            .Select(o => shapes.TryGet(o, out var info) ? info.WithName(o) : new ValueInfo(o, ElementType.Float, null)));
        DeadNodes.Remove(graph);
        graph.ValueInfos.Clear();
        KernelRewriting.Apply(model, shapes, options.Kernels, moving);
        return new TrainingGraph(model, input.Name, target, lossName, options.Logits, Array.AsReadOnly(trainables), statistics);
    }

    /// <summary>
    /// Calls the gradients after their tensors, so that a profile or a debugger can tell what they are. A gradient that two tensors share, or that no
    /// node of its own makes, is copied; the others are renamed where they are made.
    /// </summary>
    private static Dictionary<string, string> NameGradients(GraphBuilder builder, TrainingGraphOptions options, IReadOnlyDictionary<string, string> gradients)
    {
        var names = options.Trainables.ToDictionary(t => t, t => builder.NewName($"{t}_grad"));
        var produced = builder.Graph.Nodes.SelectMany(n => n.Outputs).ToHashSet();
        produced.ExceptWith(options.ExtraOutputs.Prepend(options.Logits));
        var renamed = new Dictionary<string, string>();
        builder.Scope = "grad";
        foreach (var (tensor, name) in names)
            if (!produced.Contains(gradients[tensor]) || !renamed.TryAdd(gradients[tensor], name))
                builder.AddNamed(name, "Identity", [gradients[tensor]]);
        foreach (var (old, name) in renamed)
            if (builder.Shapes.TryGet(old, out var info))
                builder.Shapes.Set(name, info.Type, info.Shape);
        foreach (var node in builder.Graph.Nodes)
            foreach (var values in (IList<string>[])[node.Inputs, node.Outputs])
                for (var i = 0; i < values.Count; i++)
                    if (renamed.TryGetValue(values[i], out var name))
                        values[i] = name;
        return names;
    }

    private static ValueInfo SoleFeed(Graph graph, TrainingGraphOptions options)
    {
        if (options.ExtraFeeds.FirstOrDefault(e => graph.Feeds.All(f => f.Name != e)) is { } missing)
            throw new ArgumentException($"The forward model has no input '{missing}' to feed.");
        var feeds = graph.Feeds.Where(f => !options.ExtraFeeds.Contains(f.Name)).ToArray();
        return feeds.Length == 1 ? feeds[0] : throw new ArgumentException(
            $"The forward model must have one input to feed{(options.ExtraFeeds.Count > 0 ? $" beside {string.Join(", ", options.ExtraFeeds)}" : "")}, "
                + $"it has {feeds.Length}: {string.Join(", ", feeds.Select(f => f.Name))}.");
    }

    /// <summary>States the batch in the input's shape. What the file says of values in between holds for an open batch and is worked out anew.</summary>
    private static ValueInfo FixBatch(Graph graph, ValueInfo input, int batch)
    {
        if (input.Shape is not { Rank: > 0 } shape || !(shape[0].IsSymbolic || shape[0] == Dim.Of(batch)))
            throw new ArgumentException($"The batch cannot be {batch}: the input '{input.Name}' has the shape {input.Shape?.ToString() ?? "[...]"}, "
                + "whose first dimension is not open.");
        var known = input.WithShape(shape.With(0, Dim.Of(batch)));
        graph.Inputs[graph.Inputs.IndexOf(input)] = known;
        graph.ValueInfos.Clear();
        return known;
    }

    private static void Check(OnnxModel model, TrainingGraphOptions options)
    {
        var graph = model.Graph;
        if (model.Opset < GradientBuilder.MinimumOpset)
            throw new ArgumentException($"The forward model is written in operator set {model.Opset}; "
                + $"training needs at least {GradientBuilder.MinimumOpset}. Upgrade it first.");
        if (options.BatchSize is <= 0)
            throw new ArgumentException($"A batch has 1 image or more, not {options.BatchSize}.");
        if (options.Trainables.Count == 0)
            throw new ArgumentException("Nothing is trainable: name at least one initializer.");
        if (options.Trainables.GroupBy(t => t).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"'{twice.Key}' is listed as trainable twice.");
        foreach (var name in options.Trainables)
        {
            if (!graph.Initializers.TryGetValue(name, out var tensor))
                throw new ArgumentException($"'{name}' cannot train: the model has no initializer of that name.");
            if (tensor.Type != ElementType.Float)
                throw new ArgumentException($"'{name}' cannot train: it is {tensor}, not float32. Widen the model first.");
        }
        var produced = graph.Nodes.SelectMany(n => n.Outputs).ToHashSet();
        foreach (var value in options.ExtraOutputs.Prepend(options.Logits))
            if (!produced.Contains(value))
                throw new ArgumentException($"The model has no node that produces '{value}'.");
    }
}

/// <summary>A tensor that training moves: an input of the training graph, with its gradient as an output.</summary>
/// <param name="Name">Name of the graph input, that of the forward model's initializer.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="GradientName">Name of the graph output with the gradient of the loss, float32 of the same shape.</param>
public sealed record TrainableTensor(string Name, IReadOnlyList<long> Shape, string GradientName)
{
    /// <summary>Number of elements.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (a, b) => checked(a * b));
}

/// <summary>A running mean or variance that training moves: an input of the training graph, with its next value as an output.</summary>
/// <param name="Name">Name of the graph input, that of the forward model's initializer.</param>
/// <param name="Shape">Dimensions, [C].</param>
/// <param name="NextName">Name of the graph output with the value after the step.</param>
public sealed record MovingStatistic(string Name, IReadOnlyList<long> Shape, string NextName);
