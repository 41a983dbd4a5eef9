namespace TransferLab.Service.Classify;

/// <summary>Where the time went, in milliseconds; of several pictures the longest of each.</summary>
/// <param name="Decode">From bytes to pixels of the model's size.</param>
/// <param name="Wait">In queues.</param>
/// <param name="Inference">In the model.</param>
/// <param name="Total">From the end of the request's body to the answer.</param>
internal sealed record ClassifyTimings(double Decode, double Wait, double Inference, double Total);
