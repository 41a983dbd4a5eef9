namespace TransferLab.Service.Runs;

/// <summary>Something that happened in a run.</summary>
/// <param name="Kind"><c>state</c>, <c>message</c>, <c>features</c> or <c>epoch</c>: the name of the server-sent event.</param>
/// <param name="Json">Its data.</param>
internal sealed record RunEvent(string Kind, string Json);
