namespace TransferLab.Optimizers;

/// <summary>What changes from one step to the next.</summary>
/// <param name="LearningRate">The learning rate, 0 or more; each slice multiplies it by its own scale.</param>
/// <param name="GradientScale">
/// Factor on all gradients as they are read: 1/k after accumulating k batches, times <see cref="GradientClipping.Factor"/>. Fused into the step, it saves a
/// pass over the gradients.
/// </param>
public readonly record struct StepSettings(float LearningRate, float GradientScale = 1f);
