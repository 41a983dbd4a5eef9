namespace TransferLab.Service.OpenInference;

/// <summary>An error as the Open Inference Protocol writes it.</summary>
internal sealed record InferenceError(string Error);
