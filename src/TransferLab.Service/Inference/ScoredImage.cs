namespace TransferLab.Service.Inference;

/// <summary>A score and where its time went.</summary>
/// <param name="Score">What the classifier says; with an error where the picture cannot be used.</param>
/// <param name="Decode">From bytes to pixels of the model's size.</param>
/// <param name="Wait">In queues, before decoding and before the model.</param>
/// <param name="Inference">The run of the model that the picture was part of.</param>
/// <param name="Batch">Pictures of that run; 0 where there was none.</param>
internal readonly record struct ScoredImage(ImageScore Score, TimeSpan Decode, TimeSpan Wait, TimeSpan Inference, int Batch);
