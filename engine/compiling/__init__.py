"""From a graph to the source of one `nn.Module`, and from that source to the module that trains."""
