namespace TransferLab.Optimizers;

/// <summary>An entry of the catalogue.</summary>
/// <param name="Name">The name people write, e.g. <c>adamw</c>.</param>
/// <param name="Description">One line for help texts.</param>
/// <param name="DefaultLearningRate">A learning rate to start from when fine-tuning the whole network.</param>
/// <param name="DefaultWeightDecay">λ when <see cref="OptimizerOptions.WeightDecay"/> is null.</param>
public sealed record OptimizerInfo(string Name, string Description, float DefaultLearningRate, float DefaultWeightDecay);
